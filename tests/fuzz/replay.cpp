// Stands in for libFuzzer where there is only a compiler: every file of a corpus as it is, then mutations of
// them, drawn from a fixed seed.
//
//   fuzz_NAME CORPUS [MUTATIONS [SEED]]

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr unsigned long kMutations = 10'000;
constexpr std::size_t kMaxInput = std::size_t{64} << 10U;

using Corpus = std::vector<std::string>;

Corpus read_corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  Corpus corpus;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

/// mt19937 gives the same numbers everywhere; the standard's distributions do not.
class Mutator {
 public:
  Mutator(const Corpus& corpus, unsigned long seed)
      : corpus_(corpus), random_(static_cast<std::uint32_t>(seed)) {}

  std::string next() {
    std::string text = corpus_[below(corpus_.size())];
    for (auto changes = 1 + below(6); changes > 0; --changes) change(text);
    text.resize(std::min(text.size(), kMaxInput));
    return text;
  }

 private:
  std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }

  void change(std::string& text) {
    const auto at = below(text.size() + 1);
    const auto length = std::min(text.size() - at, 1 + below(40));
    switch (below(7)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.resize(at);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        text.insert(at, piece_of_another());
        break;
      case 4:
        text.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 5:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      default:
        repeat(text, at, length);
        break;
    }
  }

  std::string piece_of_another() {
    const auto& other = corpus_[below(corpus_.size())];
    return other.substr(below(other.size() + 1), 1 + below(200));
  }

  void repeat(std::string& text, std::size_t at, std::size_t length) {
    const auto piece = text.substr(at, length);
    std::string many;
    for (auto times = below(200); times > 0; --times) many += piece;
    text.insert(at, many);
  }

  const Corpus& corpus_;
  std::mt19937 random_;
};

void run(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

/// What broke it can then be looked at, and kept.
void run_mutation(const std::string& text, unsigned long number) {
  static const char* kept = std::getenv("FUZZ_KEEP_LAST");
  if (kept != nullptr) {
    std::ofstream(kept, std::ios::binary) << text;
    std::printf("mutation %lu\n", number);
  }
  run(text);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto corpus = read_corpus(argv[1]);
  if (corpus.empty()) {
    std::fprintf(stderr, "no corpus in %s\n", argv[1]);
    return 1;
  }
  for (const auto& text : corpus) run(text);
  const auto mutations = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : kMutations;
  Mutator mutator(corpus, argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1);
  for (unsigned long i = 0; i < mutations; ++i) run_mutation(mutator.next(), i);
  std::printf("%zu files and %lu mutations\n", corpus.size(), mutations);
  return 0;
}
