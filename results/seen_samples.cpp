#include "results/seen_samples.hpp"

#include <charconv>
#include <string>

#include "core/sha256.hpp"
#include "results/ndjson.hpp"
#include "results/resource_json.hpp"

namespace portalprobe {
namespace {

/// Nobody can make many texts of one such hash, so a table of them stays quick. Never 0.
std::uint64_t hash_of(std::string_view text) {
  constexpr std::size_t kDigits = 16;
  const std::string hex = sha256_hex(text).substr(0, kDigits);
  std::uint64_t hash = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), hash, 16);
  return hash == 0 ? 1 : hash;
}

std::string key_of(const Sample& sample) {
  std::string key;
  // Lengths keep neighbouring texts apart.
  for (const auto* text : {&sample.sweep_id, &sample.vantage_id, &sample.portal_id, &sample.target_id}) {
    key += std::to_string(text->size());
    key += ':';
    key += *text;
  }
  for (const auto number :
       {static_cast<std::uint32_t>(sample.kind), static_cast<std::uint32_t>(sample.engine),
        static_cast<std::uint32_t>(sample.profile), static_cast<std::uint32_t>(sample.connection),
        static_cast<std::uint32_t>(sample.ip_family), sample.round}) {
    key += std::to_string(number);
    key += ' ';
  }
  return key;
}

std::uint64_t hash_of_content(const Sample& sample) {
  std::string text;
  append_ndjson(text, sample);
  return hash_of(text);
}

std::uint64_t hash_of_resources(const std::optional<PageVisit>& page) {
  if (!page || page->resources.empty()) return 0;
  std::string text;
  append_resources(text, *page);
  return hash_of(text);
}

}  // namespace

SeenSamples::Seen SeenSamples::note(const Measurement& measurement) {
  if (size_ * 4 >= slots_.size() * 3) grow();
  const std::uint64_t key = hash_of(key_of(measurement.sample));
  const std::uint64_t sample = hash_of_content(measurement.sample);
  const std::uint64_t resources = hash_of_resources(measurement.page);
  Slot& slot = slot_for(key);
  if (slot.key == 0) {
    slot = {key, sample, resources};
    ++size_;
    return Seen::no;
  }
  if (slot.sample != sample) return Seen::another;
  if (slot.resources != 0 && resources != 0 && slot.resources != resources) return Seen::another;
  if (slot.resources == 0) slot.resources = resources;
  return Seen::same;
}

SeenSamples::Slot& SeenSamples::slot_for(std::uint64_t key) {
  std::size_t place = static_cast<std::size_t>(key) & (slots_.size() - 1);
  while (slots_[place].key != 0 && slots_[place].key != key) place = (place + 1) & (slots_.size() - 1);
  return slots_[place];
}

void SeenSamples::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const auto& slot : old) {
    if (slot.key != 0) slot_for(slot.key) = slot;
  }
}

bool same_key(const Sample& a, const Sample& b) { return key_of(a) == key_of(b); }

}  // namespace portalprobe
