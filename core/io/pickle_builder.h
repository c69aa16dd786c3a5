#pragma once

#include "core/base/result.h"
#include "core/io/pickle_globals.h"
#include "core/io/tensor_tree.h"

#include <map>
#include <span>

namespace modalscope {

/// Makes the values that a pickle describes. Calls nothing: what a pickle would call is recognised by its
/// name and done here. Errors are what follows "opcode X": "asks for posix.system, which is code".
class PickleBuilder {
public:
    /// `memory`: bytes that all values together may take. `isScript`: see findPickleGlobal.
    PickleBuilder(std::uint64_t memory, bool isScript);

    Result<void> charge(std::uint64_t bytes); ///< Error: the values take more than `memory`
    Result<NodeId> add(TreeNode node);
    TreeNode& node(NodeId id) { return m_tree.nodes[id]; }

    Result<NodeId> global(std::string_view module, std::string_view name);
    Result<NodeId> call(NodeId callable, NodeId arguments); ///< REDUCE, NEWOBJ
    Result<NodeId> storage(NodeId persistentId); ///< ('storage', class, key, device, elements)
    Result<void> setState(NodeId object, NodeId state); ///< BUILD
    Result<void> append(NodeId list, std::span<const NodeId> values); ///< APPENDS, ADDITEMS
    Result<void> setItems(NodeId dict, std::span<const NodeId> keysAndValues);

    TensorTree take(NodeId root); ///< everything made so far; the builder is empty then

private:
    using Arguments = std::vector<NodeId>;

    Result<NodeId> callKnown(const PickleGlobal& known, const std::string& name, const Arguments& arguments);
    Result<NodeId> container(TreeKind kind, const Arguments& arguments);
    Result<NodeId> dict(const Arguments& arguments);
    Result<NodeId> bytes(const Arguments& arguments);
    Result<NodeId> device(const Arguments& arguments);
    Result<NodeId> tensor(const Arguments& arguments, bool hasType);
    Result<NodeId> parameter(const Arguments& arguments);
    Result<NodeId> quantised(const Arguments& arguments);
    Result<NodeId> subclass(const Arguments& arguments);
    Result<NodeId> numpyNumber(const Arguments& arguments);
    Result<NodeId> addTensor(TensorEntry tensor, bool isStorage);
    Result<std::size_t> storageIndex(StorageEntry storage);
    static PickleGlobal meaningOf(const TreeNode& name);
    static Error refused(std::string what) { return {ErrorKind::Format, std::move(what)}; }
    static bool isTextOrBytes(const TreeNode& node)
    {
        return node.kind == TreeKind::Text || node.kind == TreeKind::Bytes;
    }
    static bool isWholeNumber(const TreeNode& node) ///< of at most 64 bits
    {
        return node.kind == TreeKind::Integer && node.text.empty();
    }

    TensorTree m_tree;
    std::vector<bool> m_isStorage; // of m_tree.tensors: what tensors may be views of
    std::map<std::string, std::size_t> m_storages; // by key
    std::uint64_t m_memory;
    bool m_isScript;
};

} // namespace modalscope
