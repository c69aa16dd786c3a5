#include "widgets/forms/option_path.h"

#include <cctype>

namespace modalscope {
namespace {

/// The object that holds the last name of `path`; made on the way when `make`.
nlohmann::json* holderOf(nlohmann::json& values, const std::vector<std::string>& names, bool make)
{
    auto* at = &values;
    for (std::size_t i = 0; i + 1 < names.size(); ++i) {
        if (!at->is_object() || !at->contains(names[i])) {
            if (!make)
                return nullptr;
            if (!at->is_object())
                *at = nlohmann::json::object();
        }
        at = &(*at)[names[i]];
    }
    if (!at->is_object() && make)
        *at = nlohmann::json::object();
    return at->is_object() ? at : nullptr;
}

bool isPartOfName(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

} // namespace

const nlohmann::json* valueAt(const nlohmann::json& values, const std::string& path)
{
    const auto* at = &values;
    for (const auto& name : splitText(path, '.')) {
        if (!at->is_object() || !at->contains(name))
            return nullptr;
        at = &at->at(name);
    }
    return at;
}

void setValueAt(nlohmann::json& values, const std::string& path, nlohmann::json value)
{
    const auto names = splitText(path, '.');
    (*holderOf(values, names, true))[names.back()] = std::move(value);
}

void eraseValueAt(nlohmann::json& values, const std::string& path)
{
    const auto names = splitText(path, '.');
    if (auto* holder = holderOf(values, names, false))
        holder->erase(names.back());
}

std::string joinedPath(const std::string& path, const std::string& name)
{
    return path.empty() ? name : path + "." + name;
}

std::vector<OptionLeaf> leavesOf(const std::vector<OptionField>& fields, const std::string& path)
{
    std::vector<OptionLeaf> leaves;
    for (const auto& field : fields) {
        const auto at = joinedPath(path, field.name);
        if (field.kind != OptionField::Kind::Group && field.kind != OptionField::Kind::Map) {
            leaves.push_back({at, &field});
            continue;
        }
        const auto inner = leavesOf(field.fields, at);
        leaves.insert(leaves.end(), inner.begin(), inner.end());
    }
    return leaves;
}

std::string pathIn(const std::string& message, const std::vector<std::string>& paths)
{
    std::string longest;
    for (const auto& path : paths) {
        if (path.size() <= longest.size())
            continue;
        for (auto at = message.find(path); at != std::string::npos; at = message.find(path, at + 1)) {
            const auto end = at + path.size();
            const bool begins = at == 0 || !isPartOfName(message[at - 1]);
            const bool ends = end == message.size() || (!isPartOfName(message[end]) && message[end] != '.')
                || (message[end] == '.' && (end + 1 == message.size() || message[end + 1] == ' '));
            if (begins && ends)
                longest = path;
        }
    }
    return longest;
}

} // namespace modalscope
