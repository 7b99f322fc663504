#include "probe/page/gumbo_tree.hpp"

#include <csetjmp>
#include <memory_resource>
#include <new>

namespace portalprobe {

/// What gumbo allocates from. It goes as a whole: gumbo's own way to free a tree recurses as deep as the
/// tree.
struct GumboTree::Heap {
  /// Before each block: its size.
  static constexpr std::size_t kHeader = alignof(std::max_align_t);

  std::pmr::unsynchronized_pool_resource pool;
  std::size_t left = 0;
  std::jmp_buf out_of_memory;

  /// With its header, up to where the next block may begin: libstdc++'s pool aligns no block whose size is
  /// not a multiple of the alignment.
  static std::size_t whole_size(std::size_t size) {
    return (size + kHeader + kHeader - 1) / kHeader * kHeader;
  }

  void* take_block(std::size_t size) noexcept {
    if (size > left || left - size < 2 * kHeader) return nullptr;
    try {
      auto* block = static_cast<std::byte*>(pool.allocate(whole_size(size)));
      new (block) std::size_t(size);
      left -= whole_size(size);
      return block + kHeader;
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
  }

  // Gumbo takes no null for an answer. Only its own frames, in C, are left behind.
  static void* take(void* heap, std::size_t size) {
    void* block = static_cast<Heap*>(heap)->take_block(size);
    if (block == nullptr) std::longjmp(static_cast<Heap*>(heap)->out_of_memory, 1);
    return block;
  }

  static void give_back(void* heap, void* given) {
    if (given == nullptr) return;
    auto& self = *static_cast<Heap*>(heap);
    auto* block = static_cast<std::byte*>(given) - kHeader;
    const auto size = *std::launder(reinterpret_cast<std::size_t*>(block));
    self.pool.deallocate(block, whole_size(size));
    self.left += whole_size(size);
  }
};

GumboTree::GumboTree(std::size_t memory) : heap_(std::make_unique<Heap>()) { heap_->left = memory; }
GumboTree::~GumboTree() = default;
GumboTree::GumboTree(GumboTree&&) noexcept = default;
GumboTree& GumboTree::operator=(GumboTree&&) noexcept = default;

bool GumboTree::try_parse(std::string_view markup) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = &Heap::take;
  options.deallocator = &Heap::give_back;
  options.userdata = heap_.get();
  options.max_errors = 0;  // each would carry a copy of the stack of open elements
  if (setjmp(heap_->out_of_memory) != 0) return false;
  root_ = gumbo_parse_with_options(&options, markup.data(), markup.size())->root;
  return true;
}

GumboTree GumboTree::parse(std::string_view markup, std::size_t memory) {
  for (auto length = markup.size(); length > 0; length /= 4) {
    GumboTree tree(memory);
    tree.capped_ = length < markup.size();
    if (tree.try_parse(markup.substr(0, length))) return tree;
  }
  GumboTree none(0);
  none.capped_ = !markup.empty();
  return none;
}

}  // namespace portalprobe
