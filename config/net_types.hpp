#pragma once

#include <string>
#include <vector>

#include "config/type.hpp"
#include "core/portal.hpp"
#include "core/secret.hpp"

/// Values that name places in the network, or are sent there.
namespace portalprobe::type {

/// An absolute http or https URL without credentials and fragment.
Type<std::string> url();
/// The same, or absent.
Type<std::string> optional_url();
/// A URL as above; what has no scheme gets `https://`, and a host alone its first page.
Type<std::string> url_or_host();
/// A host name or address, made lower case.
Type<std::string> host();
/// ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT.
Type<std::string> resolver();
/// ADDRESS/BITS, without bits beyond; an address alone becomes a network of one.
Type<std::string> network();
/// `/path?query`, for a request to an origin that is known.
Type<std::string> request_path();
/// A request's method, in capitals.
Type<std::string> method();
/// Printable ASCII.
Type<std::string> user_agent();
/// A map of names to values with secrets.
Type<std::vector<Header>> headers();
/// A proxy's URL, with secrets. `none` is direct, where `none_allowed`.
Type<Secret> proxy(bool none_allowed);
/// sqlite:PATH or postgresql://..., with secrets.
Type<Secret> store();

}  // namespace portalprobe::type
