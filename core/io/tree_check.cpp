#include "core/io/tree_check.h"

#include "core/base/text.h"

#include <algorithm>
#include <limits>
#include <string_view>

namespace modalscope {
namespace {

constexpr std::uint64_t kMostValues = std::uint64_t(1) << 22; // each counted as often as it is held

/// What is below a value, each counted as often as it is held.
struct Below {
    std::uint64_t values = 1, tensors = 0, nameBytes = 0;
    std::uint16_t depth = 0; // 0 = not known yet
    bool isOpen = false; // on the way from the root to the value that is looked at
};

void addSaturated(std::uint64_t& sum, std::uint64_t value)
{
    if (__builtin_add_overflow(sum, value, &sum))
        sum = std::numeric_limits<std::uint64_t>::max();
}

std::uint64_t productSaturated(std::uint64_t a, std::uint64_t b)
{
    std::uint64_t product = 0;
    return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::uint64_t>::max() : product;
}

/// A text key that stands twice; empty when none does.
std::string_view repeatedKey(const TensorTree& tree, const TreeNode& dict)
{
    std::vector<NodeId> ids;
    for (std::size_t i = 0; i < dict.items.size(); i += 2)
        if (tree.node(dict.items[i]).kind == TreeKind::Text)
            ids.push_back(dict.items[i]);
    // The same key again costs no comparison of its text: a file may hold a long one a million times.
    std::ranges::sort(ids);
    if (const auto same = std::ranges::adjacent_find(ids); same != ids.end())
        return tree.node(*same).text;
    std::vector<std::string_view> texts;
    for (const auto id : ids)
        texts.push_back(tree.node(id).text);
    std::ranges::sort(texts);
    const auto same = std::ranges::adjacent_find(texts);
    return same == texts.end() ? std::string_view() : *same;
}

/// Goes down from the root without recursion and comes back with what is below.
class TreeWalk {
public:
    explicit TreeWalk(const TensorTree& tree)
        : m_tree(tree)
        , m_below(tree.nodes.size())
    { }

    Result<void> operator()(std::uint64_t memory)
    {
        m_path.push_back({m_tree.root});
        while (!m_path.empty()) {
            auto& place = m_path.back();
            m_below[place.id].isOpen = true;
            const auto& node = m_tree.node(place.id);
            if (place.next > node.items.size()) {
                if (auto done = close(place.id); !done)
                    return done;
                m_path.pop_back();
                continue;
            }
            const auto child = place.next < node.items.size() ? node.items[place.next] : node.attributes;
            ++place.next;
            if (m_below[child].isOpen && child != 0)
                return wrong("has a value that holds itself");
            if (m_below[child].depth == 0 && child != 0)
                m_path.push_back({child});
            if (m_path.size() > kDeepestTree)
                return wrong("is more than " + std::to_string(kDeepestTree) + " values deep");
        }
        const auto& all = m_below[m_tree.root];
        if (all.values > std::max<std::uint64_t>(kMostValues, 4 * m_tree.nodes.size()))
            return wrong("holds values so often that they are more than " + std::to_string(kMostValues));
        if (all.nameBytes > memory)
            return wrong("has names that are longer than the file");
        return {};
    }

private:
    struct Place {
        NodeId id = 0;
        std::size_t next = 0; // which of its items comes next; one behind: its attributes
    };

    static Error wrong(std::string what) { return {ErrorKind::Format, std::move(what)}; }

    /// Everything below is known.
    Result<void> close(NodeId id)
    {
        const auto& node = m_tree.node(id);
        auto& below = m_below[id];
        below.isOpen = false;
        below.tensors = node.kind == TreeKind::Tensor ? 1 : 0;
        const auto add = [&](NodeId child, std::uint64_t nameLength) {
            const auto& one = m_below[child];
            addSaturated(below.values, one.values);
            addSaturated(below.tensors, one.tensors);
            addSaturated(below.nameBytes, one.nameBytes);
            addSaturated(below.nameBytes, productSaturated(one.tensors, nameLength + 1));
            below.depth = std::max(below.depth, one.depth);
        };
        const bool isDict = node.kind == TreeKind::Dict;
        for (std::size_t i = 0; i < node.items.size(); ++i)
            add(node.items[i], isDict && i % 2 == 1 ? m_tree.node(node.items[i - 1]).text.size() : 20);
        add(node.attributes, 0);
        if (++below.depth > kDeepestTree)
            return wrong("is more than " + std::to_string(kDeepestTree) + " values deep");
        if (isDict)
            if (const auto key = repeatedKey(m_tree, node); !key.empty())
                return wrong("has a dict with the key " + printableText(key.substr(0, 80)) + " twice");
        return {};
    }

    const TensorTree& m_tree;
    std::vector<Below> m_below;
    std::vector<Place> m_path;
};

} // namespace

Result<void> checkTree(const TensorTree& tree, std::uint64_t memory)
{
    return TreeWalk(tree)(memory);
}

} // namespace modalscope
