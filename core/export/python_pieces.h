#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// The text of `resources/python/<name>.py`, which CMake puts into the library.
std::string_view pythonPiece(std::string_view name);

/// Code for a part of a network: an expression that makes it, and the pieces that the expression needs, each
/// after those that it needs itself.
struct PythonPart {
    std::string expression;
    std::vector<std::string> pieces;
};

} // namespace modalscope
