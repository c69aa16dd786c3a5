#include "core/inspect/checkpoint_facts.h"

#include "core/base/text.h"
#include "core/inspect/tensor_parts.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::size_t kLongestList = 32; // that is shown in one line
constexpr std::size_t kLongestText = 10000; // bytes
constexpr int kDeepestJson = 20;

/// Not cut inside of a character.
std::string shortened(const std::string& text)
{
    if (text.size() <= kLongestText)
        return text;
    auto end = kLongestText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    return text.substr(0, end) + " ...";
}

class FactList {
public:
    explicit FactList(const TensorTree& tree)
        : m_tree(tree)
    { }

    void addNode(const TreeNode& node, const std::string& name, bool isInOptimizer = false)
    {
        if (m_facts.size() >= kMostFacts)
            return;
        switch (node.kind) {
        case TreeKind::Tensor:
            return;
        case TreeKind::Dict:
            return addDict(node, name, isInOptimizer);
        case TreeKind::List:
        case TreeKind::Tuple:
        case TreeKind::Set:
            return addList(node, name, isInOptimizer);
        case TreeKind::Object:
            if (node.attributes == 0)
                return add(name, node.items.empty() ? nodeText(m_tree, node) : objectText(node));
            return addNode(m_tree.node(node.attributes), name, isInOptimizer);
        case TreeKind::Text:
            return addText(node.text, name);
        default:
            return add(name, nodeText(m_tree, node));
        }
    }

    std::vector<CheckpointFact> take() { return std::move(m_facts); }

private:
    void add(const std::string& name, const std::string& text)
    {
        if (m_facts.size() < kMostFacts && !name.empty())
            m_facts.push_back({name, shortened(text)});
    }

    static std::string below(const std::string& name, const std::string& part)
    {
        return name.empty() ? part : name + "." + part;
    }

    void addDict(const TreeNode& node, const std::string& name, bool isInOptimizer)
    {
        const bool isOptimizer = isInOptimizer || isOptimizerState(m_tree, node);
        for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
            const auto key = keyTextOf(m_tree, m_tree.node(node.items[i]));
            if ((isOptimizer && key == "state") || key == "_metadata")
                continue; // counters of every parameter, versions of every layer
            addNode(m_tree.node(node.items[i + 1]), below(name, key), isOptimizer);
        }
    }

    bool isScalar(const TreeNode& node) const
    {
        return node.kind < TreeKind::List || node.kind == TreeKind::Name;
    }

    void addList(const TreeNode& node, const std::string& name, bool isInOptimizer)
    {
        const auto isPlain = [&](NodeId id) { return isScalar(m_tree.node(id)); };
        if (!std::ranges::all_of(node.items, isPlain)) {
            for (std::size_t i = 0; i < node.items.size(); ++i)
                addNode(m_tree.node(node.items[i]), below(name, std::to_string(i)), isInOptimizer);
            return;
        }
        add(name, node.items.size() > kLongestList ? nodeText(m_tree, node) : listText(node));
    }

    std::string listText(const TreeNode& node) const
    {
        std::string text;
        for (const auto id : node.items)
            text += (text.empty() ? "" : ", ") + nodeText(m_tree, m_tree.node(id));
        return "[" + text + "]";
    }

    /// "datetime.datetime(2023, 1)"
    std::string objectText(const TreeNode& node) const
    {
        auto list = listText(node);
        list.front() = '(';
        list.back() = ')';
        return node.text + list;
    }

    void addText(const std::string& text, const std::string& name)
    {
        const bool isJson = text.starts_with('{') || text.starts_with('[');
        const auto json = isJson ? nlohmann::json::parse(text, nullptr, false) : nlohmann::json();
        if (json.is_structured())
            addJson(json, name, 0);
        else
            add(name, text);
    }

    void addJson(const nlohmann::json& json, const std::string& name, int depth)
    {
        const auto isPlain = [](const nlohmann::json& item) { return item.is_primitive(); };
        const auto dumped = [](const auto& value) {
            return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        };
        if (json.is_string())
            return add(name, json.get<std::string>());
        const bool isPlainList = json.is_array() && std::ranges::all_of(json, isPlain);
        if (isPlainList && json.size() > kLongestList)
            return add(name, "list of " + std::to_string(json.size()));
        if (json.is_primitive() || isPlainList || json.empty() || depth == kDeepestJson)
            return add(name, dumped(json));
        std::size_t i = 0;
        for (const auto& [key, value] : json.items()) {
            if (m_facts.size() >= kMostFacts)
                return;
            addJson(value, below(name, json.is_array() ? std::to_string(i++) : key), depth + 1);
        }
    }

    const TensorTree& m_tree;
    std::vector<CheckpointFact> m_facts;
};

} // namespace

std::vector<CheckpointFact> factsOf(const TensorTree& tree)
{
    FactList facts(tree);
    const auto& root = tree.node(tree.root);
    facts.addNode(root, "");
    if (root.kind == TreeKind::Dict && root.attributes != 0)
        facts.addNode(tree.node(root.attributes), "");
    return facts.take();
}

} // namespace modalscope
