#pragma once

#include "core/config/json_options.h"

#include <concepts>
#include <functional>

namespace modalscope {

/// One option as a form needs it: what it is called, what it may be, what it is.
struct OptionField {
    enum class Kind { Flag, Whole, Number, Text, Choice, List, Group, Map };

    std::string name;
    std::string help;
    Kind kind = Kind::Text;
    Kind itemKind = Kind::Text; ///< of a list's items or a map's values
    double least = 0, most = 0; ///< numbers, and numbers in lists
    std::vector<std::pair<std::string, std::string>> choices; ///< text in files, label for people
    nlohmann::json initial; ///< the default
    nlohmann::json value; ///< equal to `initial` when the JSON lacks it or is wrong
    std::vector<OptionField> fields; ///< Group: its options; Map: one Group per key
};

/// Any option set with a describe(), without its type: everything goes through JSON.
struct OptionModel {
    nlohmann::json initial; ///< all defaults
    std::function<std::vector<OptionField>(const nlohmann::json& values)>
        fields; ///< those that exist for these values
    std::function<std::optional<Error>(const nlohmann::json& values)>
        check; ///< strictly, with the field's path
};

/// Visitor behind OptionModel: notes each field's default, then takes over the value of the JSON, so that
/// fields which only some kinds have appear with their kind.
class OptionFieldReader {
public:
    explicit OptionFieldReader(const nlohmann::json& in)
        : m_in(in)
    { }
    std::vector<OptionField> out;

    template <class T>
    void operator()(const Field& field, T& value)
    {
        out.push_back(read(field,
            m_in.is_object() && m_in.contains(field.name) ? &m_in.at(std::string(field.name)) : nullptr,
            value));
    }

private:
    template <class T>
    static OptionField read(const Field& field, const nlohmann::json* in, T& value)
    {
        OptionField made = named(field);
        made.kind = kindOf<T>();
        made.initial = JsonWriter::toValue(value);
        if constexpr (Described<T>) {
            static const auto none = nlohmann::json::object();
            OptionFieldReader inner(in != nullptr ? *in : none);
            describe(value, inner);
            made.fields = std::move(inner.out);
        } else {
            readDetails(field, in, value, made);
        }
        made.value = JsonWriter::toValue(value);
        return made;
    }
    template <class T>
    static void readDetails(const Field& field, const nlohmann::json* in, T& value, OptionField& made)
    {
        if constexpr (ChoiceEnum<T>)
            addChoices<T>(made);
        if (in != nullptr)
            (void)JsonReader::read(*in, {}, field, value); // what cannot be read keeps its default
    }
    template <class T>
    static void readDetails(
        const Field& field, const nlohmann::json* in, std::vector<T>& values, OptionField& made)
    {
        made.itemKind = kindOf<T>();
        if constexpr (ChoiceEnum<T>)
            addChoices<T>(made);
        if (in != nullptr)
            (void)JsonReader::read(*in, {}, field, values);
    }
    template <class T>
    static void readDetails(
        const Field& field, const nlohmann::json* in, std::map<std::string, T>& values, OptionField& made)
    {
        made.itemKind = kindOf<T>();
        if (in != nullptr && in->is_object())
            values.clear();
        if (in == nullptr || !in->is_object())
            return;
        for (const auto& [name, item] : in->items())
            made.fields.push_back(
                read(Field{name, field.help, field.least, field.most}, &item, values[name]));
    }

    template <class T>
    static void addChoices(OptionField& made)
    {
        for (const auto& choice : choices(T{}))
            made.choices.emplace_back(choice.text, choice.label);
    }
    static OptionField named(const Field& field)
    {
        OptionField made;
        made.name = field.name;
        made.help = field.help;
        made.least = field.least;
        made.most = field.most;
        return made;
    }
    template <class T>
    struct IsList : std::false_type { };
    template <class T>
    struct IsList<std::vector<T>> : std::true_type { };
    template <class T>
    struct IsMap : std::false_type { };
    template <class T>
    struct IsMap<std::map<std::string, T>> : std::true_type { };

    template <class T>
    static constexpr OptionField::Kind kindOf()
    {
        using Kind = OptionField::Kind;
        if constexpr (ChoiceEnum<T>)
            return Kind::Choice;
        else if constexpr (Described<T>)
            return Kind::Group;
        else if constexpr (IsList<T>::value)
            return Kind::List;
        else if constexpr (IsMap<T>::value)
            return Kind::Map;
        else if constexpr (std::same_as<T, bool>)
            return Kind::Flag;
        else if constexpr (std::integral<T>)
            return Kind::Whole;
        else if constexpr (std::floating_point<T>)
            return Kind::Number;
        else
            return Kind::Text;
    }

    const nlohmann::json& m_in;
};

/// The model of an option set: `new OptionForm(optionModel<TrainOptions>(), parent)`.
template <class Options>
OptionModel optionModel(const Options& initial = {})
{
    return {toJson(initial),
        [initial](const nlohmann::json& values) {
            Options options = initial;
            OptionFieldReader reader(values);
            describe(options, reader);
            return std::move(reader.out);
        },
        [](const nlohmann::json& values) -> std::optional<Error> {
            auto read = fromJson<Options>(values);
            return read ? std::nullopt : std::optional(read.error());
        }};
}

} // namespace modalscope
