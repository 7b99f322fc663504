#include "report/block_table_words.hpp"

namespace portalprobe {

std::string grouping_text(Grouping grouping, Language language) {
  const bool vi = language == Language::vi;
  switch (grouping) {
    case Grouping::block:
      return vi ? "khối" : "block";
    case Grouping::deployment:
      return vi ? "hình thức triển khai" : "deployment";
    case Grouping::vendor:
      return vi ? "nhà cung cấp" : "vendor";
    case Grouping::region:
      return vi ? "vùng" : "region";
    case Grouping::tag:
      return vi ? "nhãn" : "tag";
  }
  return "";
}

std::string block_label_text(const std::string& label, Language language) {
  if (!label.empty()) return label;
  return language == Language::vi ? "(không rõ)" : "(not stated)";
}

std::string all_blocks_text(Language language) { return language == Language::vi ? "tất cả" : "all"; }

}  // namespace portalprobe
