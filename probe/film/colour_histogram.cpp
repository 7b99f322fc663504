#include "probe/film/colour_histogram.hpp"

#include <csetjmp>
#include <cstdio>  // what jpeglib.h forgets

#include <jpeglib.h>

#include <vector>

namespace portalprobe {
namespace {

/// Brighter than this in all three colours is white, in speedline's eyes and so in Lighthouse's.
constexpr std::uint8_t kWhite = 249;

/// libjpeg ends with a jump where an error is found: nothing with a destructor may live in between.
struct Reader {
  jpeg_decompress_struct jpeg;
  jpeg_error_mgr errors;
  std::jmp_buf out;
};

void on_error(j_common_ptr common) { std::longjmp(static_cast<Reader*>(common->client_data)->out, 1); }
void on_message(j_common_ptr /*common*/) {}

/// A frame that is damaged is none: half a picture would count as half of the page.
void on_warning(j_common_ptr common, int level) {
  if (level < 0) on_error(common);
}

void count(const std::vector<std::uint8_t>& row, ColourHistogram& histogram) {
  for (std::size_t i = 0; i + 2 < row.size(); i += 3) {
    if (row[i] >= kWhite && row[i + 1] >= kWhite && row[i + 2] >= kWhite) continue;
    ++histogram.counts[0][row[i]];
    ++histogram.counts[1][row[i + 1]];
    ++histogram.counts[2][row[i + 2]];
  }
}

bool is_acceptable(jpeg_decompress_struct& jpeg, const FrameLimits& limits) {
  // One in several scans, as progressive ones are, may hold any number of them; no browser's frames do.
  return jpeg.image_width <= limits.edge && jpeg.image_height <= limits.edge &&
         jpeg_has_multiple_scans(&jpeg) == FALSE && jpeg.arith_code == FALSE;
}

bool read(Reader& reader, std::string_view bytes, const FrameLimits& limits, std::vector<std::uint8_t>& row,
          ColourHistogram& histogram) {
  reader.jpeg.err = jpeg_std_error(&reader.errors);
  reader.errors.error_exit = on_error;
  reader.errors.output_message = on_message;
  reader.errors.emit_message = on_warning;
  reader.jpeg.client_data = &reader;
  if (setjmp(reader.out) != 0) {  // NOLINT(cert-err52-cpp): libjpeg knows no other way
    jpeg_destroy_decompress(&reader.jpeg);
    return false;
  }
  jpeg_create_decompress(&reader.jpeg);
  jpeg_mem_src(&reader.jpeg, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&reader.jpeg, TRUE);
  const bool accepted = is_acceptable(reader.jpeg, limits);
  if (accepted) {
    reader.jpeg.out_color_space = JCS_RGB;
    reader.jpeg.do_fancy_upsampling = FALSE;  // as the reader that Lighthouse uses
    jpeg_start_decompress(&reader.jpeg);
    row.resize(std::size_t{3} * reader.jpeg.output_width);
    while (reader.jpeg.output_scanline < reader.jpeg.output_height) {
      JSAMPROW place = row.data();
      jpeg_read_scanlines(&reader.jpeg, &place, 1);
      count(row, histogram);
    }
    jpeg_finish_decompress(&reader.jpeg);
  }
  jpeg_destroy_decompress(&reader.jpeg);
  return accepted;
}

}  // namespace

Expected<ColourHistogram> histogram_of_jpeg(std::string_view jpeg, const FrameLimits& limits) {
  if (jpeg.empty() || jpeg.size() > limits.bytes) return fail("a frame is empty or too large");
  Reader reader{};
  std::vector<std::uint8_t> row;
  ColourHistogram histogram;
  if (!read(reader, jpeg, limits, row, histogram)) return fail("a frame is no picture that could be read");
  return histogram;
}

}  // namespace portalprobe
