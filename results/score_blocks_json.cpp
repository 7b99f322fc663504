#include "results/score_blocks_json.hpp"

#include "results/score_json_parts.hpp"

namespace portalprobe {
namespace {

void put_verdicts(JsonWriter& json, const VerdictCounts& verdicts) {
  json.begin_object();
  for (std::size_t i = 0; i < kVerdicts; ++i)
    put_count(json.key(to_string(static_cast<Verdict>(i))), verdicts.counts[i]);
  json.end_object();
}

void put_block(JsonWriter& json, const ScoreBlock& block, const Criterion& criterion) {
  json.begin_object();
  put_word(json.key("label"), block.label);
  put_count(json.key("portals"), block.portals);
  put_count(json.key("ranked"), block.ranked);
  json.key("scored").number(block.mean.count);
  put_points(json.key("mean"), block.mean.rounded(criterion.digits, criterion.rounding));
  put_verdicts(json.key("verdicts"), block.verdicts);
  json.key("thresholds").begin_object();
  for (std::size_t i = 0; i < block.thresholds.size(); ++i)
    put_verdicts(json.key(criterion.thresholds.at(i).id), block.thresholds[i]);
  json.end_object();
  put_samples(json.key("samples"), block.samples);
  json.end_object();
}

}  // namespace

std::string score_blocks_json(const ScoreBlocks& table) {
  JsonWriter json;
  json.begin_object();
  json.key("by").text(to_string(table.by));
  json.key("overlapping").truth(table.overlapping);
  json.key("blocks").begin_array();
  for (const auto& block : table.blocks) put_block(json, block, table.criterion);
  json.end_array();
  json.key("all");
  put_block(json, table.all, table.criterion);
  json.end_object();
  return json.take();
}

}  // namespace portalprobe
