#pragma once

#include "core/io/tensor_tree.h"

#include <optional>
#include <string_view>

namespace modalscope {

/// Pieces for readers that make a tree without a pickle.
NodeId addNode(TensorTree& tree, TreeKind kind, std::string text = {});
void addItem(TensorTree& tree, NodeId dict, std::string key, NodeId value);
/// A row-major tensor that fills a storage of its own.
NodeId addWholeTensor(TensorTree& tree, StorageEntry storage, Shape shape);

/// Types as safetensors spells them: "BF16".
std::optional<TensorType> typeOfSafetensors(std::string_view type);

} // namespace modalscope
