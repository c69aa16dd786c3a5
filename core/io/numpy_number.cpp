#include "core/io/numpy_number.h"

#include "core/io/byte_source.h"

#include <algorithm>
#include <array>

namespace modalscope {

std::optional<TreeNode> numpyNumberNode(std::string_view type, std::string bytes, bool isBigEndian)
{
    static constexpr std::array<std::pair<std::string_view, TensorType>, 12> types{{
        {"f8", TensorType::Float64},
        {"f4", TensorType::Float32},
        {"f2", TensorType::Float16},
        {"i8", TensorType::Int64},
        {"i4", TensorType::Int32},
        {"i2", TensorType::Int16},
        {"i1", TensorType::Int8},
        {"u8", TensorType::UInt64},
        {"u4", TensorType::UInt32},
        {"u2", TensorType::UInt16},
        {"u1", TensorType::UInt8},
        {"b1", TensorType::Bool},
    }};
    const auto found = std::ranges::find(types, type, &std::pair<std::string_view, TensorType>::first);
    if (found == types.end() || bytes.size() != std::size_t(elementBytes(found->second)))
        return std::nullopt;
    if (isBigEndian)
        std::ranges::reverse(bytes);
    TreeNode node;
    node.kind = TreeKind::Integer;
    if (type.front() == 'f') {
        node.kind = TreeKind::Number;
        node.number = elementValue(found->second, reinterpret_cast<const std::byte*>(bytes.data()));
    } else if (type == "u8") {
        const auto value = littleEndian(bytes);
        node.integer = std::int64_t(value);
        if (node.integer < 0)
            node.text = std::to_string(value);
    } else {
        const auto shift = 8 * (8 - bytes.size());
        node.integer = std::int64_t(littleEndian(bytes) << shift);
        node.integer = type.front() == 'i' ? node.integer >> shift : std::int64_t(littleEndian(bytes));
    }
    if (type == "b1")
        node.kind = TreeKind::Bool;
    return node;
}

} // namespace modalscope
