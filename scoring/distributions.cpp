#include "scoring/distributions.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>

#include <cmath>
#include <numbers>

namespace portalprobe {
namespace {

// `double` keeps twelve digits and more here, and is three times as fast as `long double`, the default.
using Plain = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace

double normal_quantile(double p) { return boost::math::quantile(boost::math::normal(), p); }

double normal_upper_tail(double z) { return std::erfc(z / std::numbers::sqrt2) / 2; }

double student_quantile(double p, double degrees) {
  return boost::math::quantile(boost::math::students_t(degrees), p);
}

double beta_below(double x, double a, double b) { return boost::math::ibeta(a, b, x, Plain()); }

double beta_above(double x, double a, double b) { return boost::math::ibetac(a, b, x, Plain()); }

double beta_quantile(double p, double a, double b) { return boost::math::ibeta_inv(a, b, p, Plain()); }

}  // namespace portalprobe
