#pragma once

#include "core/data/array.h"

#include <string>
#include <vector>

namespace modalscope {

/// Values as Python writes them.
std::string pythonText(const std::string& text); ///< in quotes
std::string pythonNumber(double value);
std::string pythonBool(bool value);
std::string pythonList(const std::vector<int>& values);
std::string pythonList(const std::vector<double>& values);
std::string pythonList(const std::vector<std::string>& texts);
std::string pythonTuple(const Shape& shape);

/// Items between brackets, over several indented lines when they do not fit in one of 112 columns behind
/// `indent` spaces.
std::string pythonWrapped(
    const std::string& open, const std::vector<std::string>& items, const std::string& close, int indent = 0);
/// `name(argument, argument)`, the same way.
std::string pythonCall(const std::string& name, const std::vector<std::string>& arguments, int indent = 4);

} // namespace modalscope
