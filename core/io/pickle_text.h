#pragma once

#include "core/io/tensor_tree.h"

#include <optional>
#include <string_view>

namespace modalscope {

/// Values as the text opcodes of protocol 0 spell them, without the line end. Nothing when it is none.
std::optional<TreeNode> intFromLine(std::string_view line); ///< "12", "00" and "01" for False and True
std::optional<TreeNode> longFromLine(std::string_view line); ///< "12L"
std::optional<TreeNode> floatFromLine(std::string_view line);
std::optional<std::string> quotedFromLine(std::string_view line); ///< 'a\n', as Python's repr writes it
std::string unicodeFromLine(std::string_view line); ///< with \u0041 in it; UTF-8

/// Two's complement, little-endian, of any length: whole numbers of more than 64 bits become hexadecimal
/// text.
TreeNode longFromBytes(std::string_view bytes);

/// Text, or bytes when it is not UTF-8.
TreeNode textNode(std::string text);

} // namespace modalscope
