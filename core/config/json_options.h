#pragma once

#include "core/base/result.h"
#include "core/base/text.h"
#include "core/config/choice.h"
#include "core/config/describe.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// Visitor that writes every described field into a JSON object.
struct JsonWriter {
    nlohmann::json out = nlohmann::json::object();

    template <class T>
    void operator()(const Field& field, const T& value)
    {
        out[std::string(field.name)] = toValue(value);
    }

    template <class T>
    static nlohmann::json toValue(const T& value)
    {
        if constexpr (ChoiceEnum<T>) {
            return toText(value);
        } else if constexpr (Described<const T>) {
            JsonWriter writer;
            describe(value, writer);
            return std::move(writer.out);
        } else {
            return value;
        }
    }
    template <class T>
    static nlohmann::json toValue(const std::vector<T>& values)
    {
        auto list = nlohmann::json::array();
        for (const auto& value : values)
            list.push_back(toValue(value));
        return list;
    }
    template <class T>
    static nlohmann::json toValue(const std::map<std::string, T>& values)
    {
        auto object = nlohmann::json::object();
        for (const auto& [name, value] : values)
            object[name] = toValue(value);
        return object;
    }
};

/// Visitor that reads described fields from a JSON object. A wrong type, a value out of bounds and an unknown
/// name are errors that carry the path of the field, "train.epochs".
class JsonReader {
public:
    /// Paths of names that were not known.
    using Unknown = std::vector<std::string>;

    /// `path` of the object, empty at the top. With `unknown`, unknown names are listed there and are no
    /// errors.
    JsonReader(const nlohmann::json& in, std::string path, Unknown* unknown = nullptr);

    template <class T>
    void operator()(const Field& field, T& value)
    {
        m_known.emplace_back(field.name);
        const auto found = m_in.find(std::string(field.name));
        if (found == m_in.end() || m_error)
            return; // keeps its default
        if (auto error = read(*found, pathOf(field.name), field, value, m_unknown))
            m_error = std::move(error);
    }

    /// The first error; an unknown name counts only after every field has been visited.
    std::optional<Error> finish();

    template <class T>
    static std::optional<Error> read(const nlohmann::json& in, const std::string& path, const Field& field,
        T& value, Unknown* unknown = nullptr)
    {
        if constexpr (ChoiceEnum<T>) {
            if (!in.is_string())
                return wrongType(path, "a text: one of " + choiceList<T>());
            const auto chosen = fromText<T>(in.get<std::string>());
            if (!chosen)
                return Error{ErrorKind::InvalidInput,
                    path + ": \"" + in.get<std::string>() + "\" is not known; use one of " + choiceList<T>()};
            value = *chosen;
        } else if constexpr (Described<T>) {
            JsonReader reader(in, path, unknown);
            if (!reader.m_error)
                describe(value, reader);
            return reader.finish();
        } else if constexpr (std::is_same_v<T, bool>) {
            if (!in.is_boolean())
                return wrongType(path, "true or false");
            value = in.get<bool>();
        } else if constexpr (std::is_same_v<T, std::string>) {
            if (!in.is_string())
                return wrongType(path, "a text");
            value = in.get<std::string>();
        } else {
            static_assert(std::is_arithmetic_v<T>);
            if (auto error = checkNumber(in, path, field, std::is_integral_v<T>))
                return error;
            value = in.get<T>();
        }
        return std::nullopt;
    }
    template <class T>
    static std::optional<Error> read(const nlohmann::json& in, const std::string& path, const Field& field,
        std::vector<T>& values, Unknown* unknown = nullptr)
    {
        if (!in.is_array())
            return wrongType(path, "a list");
        std::vector<T> list(in.size());
        for (std::size_t i = 0; i < list.size(); ++i)
            if (auto error = read(in[i], path + "[" + std::to_string(i) + "]", field, list[i], unknown))
                return error;
        values = std::move(list);
        return std::nullopt;
    }
    template <class T>
    static std::optional<Error> read(const nlohmann::json& in, const std::string& path, const Field& field,
        std::map<std::string, T>& values, Unknown* unknown = nullptr)
    {
        if (!in.is_object())
            return wrongType(path, "an object {...}");
        for (const auto& [name, item] : in.items())
            if (auto error = read(item, path + "." + name, field, values[name], unknown))
                return error;
        return std::nullopt;
    }

private:
    std::string pathOf(std::string_view name) const;
    static Error wrongType(const std::string& path, const std::string& wanted);
    static std::optional<Error> checkNumber(
        const nlohmann::json& in, const std::string& path, const Field& field, bool whole);

    const nlohmann::json& m_in;
    std::string m_path;
    Unknown* m_unknown;
    std::vector<std::string> m_known;
    std::optional<Error> m_error; // the first one
};

template <class Options>
nlohmann::json toJson(const Options& options)
{
    return JsonWriter::toValue(options);
}

/// Error: InvalidInput, naming the path of the field. With `unknown`, unknown names are listed there and are
/// no errors.
template <class Options>
Result<Options> fromJson(
    const nlohmann::json& in, const std::string& path = {}, JsonReader::Unknown* unknown = nullptr)
{
    Options options;
    if (auto error = JsonReader::read(in, path, Field{}, options, unknown))
        return *error;
    return options;
}

/// Parses JSON text; `name` is the file it came from. Error: Format, with the line; also for a name that
/// stands twice in one object (readers differ in which of the two counts) and for more than 100 levels.
Result<nlohmann::json> parseJson(std::string_view text, const std::string& name);

} // namespace modalscope
