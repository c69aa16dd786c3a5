#include "app/checkpoint/name_tree.h"

#include "core/base/text.h"

#include <unordered_map>
#include <utility>

namespace modalscope {
namespace {

/// A chain of names with nothing beside them is one line of the tree.
void joinChains(NameTree& tree)
{
    for (std::size_t i = 1; i < tree.nodes.size(); ++i) { // parents come before their children
        auto& node = tree.nodes[i];
        while (node.tensor < 0 && node.children.size() == 1) {
            auto& only = tree.nodes[std::size_t(node.children.front())];
            node.text += "." + only.text;
            node.tensor = std::exchange(only.tensor, -1);
            node.children = std::exchange(only.children, {});
            only.parent = -1;
            for (const int child : node.children)
                tree.nodes[std::size_t(child)].parent = int(i);
            if (node.tensor >= 0)
                tree.nodeOf[std::size_t(node.tensor)] = int(i);
        }
    }
}

} // namespace

NameTree nameTreeOf(const Checkpoint& checkpoint)
{
    NameTree tree;
    tree.nodes.emplace_back();
    std::unordered_map<std::string, int> places; // by the whole name up to the part
    for (std::size_t t = 0; t < checkpoint.tensors.size(); ++t) {
        const auto& tensor = checkpoint.tensors[t];
        int at = 0;
        std::string path;
        auto parts = splitText(tensor.name, '.');
        if (parts.empty())
            parts.emplace_back();
        for (std::size_t p = 0; p < parts.size(); ++p) {
            path += (p == 0 ? "" : ".") + parts[p];
            const bool isLeaf = p + 1 == parts.size();
            // A tensor has a line of its own, also when other names go on behind its name.
            const auto [place, isNew]
                = places.try_emplace(isLeaf ? path + '\n' + std::to_string(t) : path, int(tree.nodes.size()));
            if (isNew) {
                tree.nodes.push_back(
                    {parts[p], at, int(tree.nodes[std::size_t(at)].children.size()), -1, 0, 0, {}});
                tree.nodes[std::size_t(at)].children.push_back(place->second);
            }
            at = place->second;
        }
        tree.nodes[std::size_t(at)].tensor = int(t);
        tree.nodeOf.push_back(at);
        const auto bytes = std::int64_t(byteCount(checkpoint.file.tree.tensors[tensor.tensor]));
        for (int up = at; up >= 0; up = tree.nodes[std::size_t(up)].parent) {
            ++tree.nodes[std::size_t(up)].tensors;
            tree.nodes[std::size_t(up)].bytes += bytes;
        }
    }
    joinChains(tree);
    return tree;
}

} // namespace modalscope
