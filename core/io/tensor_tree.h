#pragma once

#include "core/data/array.h"
#include "core/io/tensor_type.h"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace modalscope {

/// Bytes that tensors are views of.
struct StorageEntry {
    std::string key; ///< its name in the file
    TensorType type = TensorType::Float32; ///< that it was stored as
    std::uint64_t bytes = 0;
    std::uint64_t offset = 0; ///< of its first byte in the file
    std::string device; ///< where it was: "cuda:0"
};

/// A tensor of a file of weights; its values stay in the file until they are read.
struct TensorEntry {
    TensorType type = TensorType::Float32;
    Shape shape;
    Shape strides; ///< in elements, none negative
    std::size_t storage = 0; ///< which of TensorTree::storages; several tensors may share one
    std::uint64_t start = 0; ///< byte of the storage that the first element starts at
    bool isParameter = false;
    double scale = 1; ///< quantised by tensor: value = scale·(stored − zeroPoint)
    std::int64_t zeroPoint = 0;
    bool isQuantisedByChannel = false; ///< one scale per channel, not kept here
};

enum class TreeKind : std::uint8_t {
    None,
    Bool,
    Integer,
    Number,
    Text,
    Bytes,
    List,
    Tuple,
    Set,
    Dict,
    Tensor,
    Name, ///< of a type, a device or a class: "torch.float32"
    Object ///< of a class, which is named and not known: its arguments and what was set in it
};

using NodeId = std::uint32_t;

/// A value of a file. Several containers may hold the same one.
struct TreeNode {
    TreeKind kind = TreeKind::None;
    std::int64_t integer = 0; ///< Bool, Integer; Tensor: which of TensorTree::tensors
    double number = 0; ///< Number
    std::string text; ///< Text, Bytes, Name; Object: its class; Integer of more than 64 bits: its digits
    std::vector<NodeId> items; ///< of containers; Dict: key, value, key, value ...
    NodeId attributes = 0; ///< what was set in a Dict or an Object beside its items; node 0 = nothing
};

/// What a file of weights holds. No value holds itself, none is deeper than kDeepestTree, and all values
/// together, each counted as often as it is held, are few enough to be walked through.
struct TensorTree {
    std::deque<TreeNode> nodes{TreeNode()}; ///< the first is None
    std::vector<TensorEntry> tensors;
    std::vector<StorageEntry> storages;
    NodeId root = 0;

    const TreeNode& node(NodeId id) const { return nodes[id]; }
    /// What a dict holds under this text; null when it holds none, or is no dict.
    const TreeNode* find(const TreeNode& dict, std::string_view key) const;
};
inline constexpr int kDeepestTree = 200;

std::int64_t elementCountOf(const TensorEntry& tensor); ///< 0 when an axis is empty
std::uint64_t byteCount(const TensorEntry& tensor); ///< of all its elements, as if it shared nothing

/// A value in a word or two: "None", "3", "\"adam\"", "dict of 4", "float32 [3, 4]".
std::string nodeText(const TensorTree& tree, const TreeNode& node);

struct NamedTensor {
    std::string name; ///< the keys that lead to it, joined by dots: "state_dict.head.weight"
    std::size_t tensor = 0; ///< which of TensorTree::tensors
};

/// Every tensor below `node`, in the order of the file; a tensor held twice is there twice.
std::vector<NamedTensor> namedTensors(const TensorTree& tree, NodeId node);

} // namespace modalscope
