#include "core/export/python_text.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

namespace modalscope {
namespace {

constexpr std::size_t kPythonColumns = 112;

std::string pythonSequence(const std::vector<std::string>& texts)
{
    return "[" + joinText(texts, ", ") + "]";
}

} // namespace

std::string pythonText(const std::string& text)
{
    // Escapes of JSON strings mean the same in Python.
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string pythonNumber(double value)
{
    return numberText(value);
}

std::string pythonBool(bool value)
{
    return value ? "True" : "False";
}

std::string pythonList(const std::vector<int>& values)
{
    return pythonList(std::vector<double>(values.begin(), values.end()));
}

std::string pythonList(const std::vector<double>& values)
{
    std::vector<std::string> texts;
    for (const auto value : values)
        texts.push_back(pythonNumber(value));
    return pythonSequence(texts);
}

std::string pythonList(const std::vector<std::string>& values)
{
    std::vector<std::string> texts;
    for (const auto& value : values)
        texts.push_back(pythonText(value));
    return pythonSequence(texts);
}

std::string pythonTuple(const Shape& shape)
{
    std::vector<std::string> sizes;
    for (const auto size : shape)
        sizes.push_back(std::to_string(size));
    return "(" + joinText(sizes, ", ") + (sizes.size() == 1 ? ",)" : ")");
}

std::string pythonWrapped(
    const std::string& open, const std::vector<std::string>& items, const std::string& close, int indent)
{
    const auto flat = open + joinText(items, ", ") + close;
    if (std::size_t(indent) + flat.size() <= kPythonColumns)
        return flat;
    const std::string space(std::size_t(indent) + 4, ' ');
    auto text = open + "\n" + space;
    auto column = space.size();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto piece = items[i] + (i + 1 < items.size() ? "," : close);
        const bool isFirst = column == space.size();
        if (!isFirst && column + 1 + piece.size() > kPythonColumns) {
            text += "\n" + space + piece;
            column = space.size() + piece.size();
        } else {
            text += (isFirst ? "" : " ") + piece;
            column += piece.size() + (isFirst ? 0 : 1);
        }
    }
    return text;
}

std::string pythonCall(const std::string& name, const std::vector<std::string>& arguments, int indent)
{
    return pythonWrapped(name + "(", arguments, ")", indent);
}

} // namespace modalscope
