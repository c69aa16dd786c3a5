#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace modalscope {

/// One value of an enumeration: its text in files and how it is shown.
template <class E>
struct Choice {
    E value;
    std::string_view text; ///< stable, used in files: "released-code"
    std::string_view label; ///< for people; says "released code" wherever the method differs from its paper
};

/// Enumerations that list their values: `std::span<const Choice<E>> choices(E)` beside the enumeration.
template <class E>
concept ChoiceEnum = std::is_enum_v<E> && requires(E e)
{
    choices(e)[0].text;
};

template <ChoiceEnum E>
std::string toText(E value)
{
    for (const auto& choice : choices(value))
        if (choice.value == value)
            return std::string(choice.text);
    return {};
}

template <ChoiceEnum E>
std::string labelOf(E value)
{
    for (const auto& choice : choices(value))
        if (choice.value == value)
            return std::string(choice.label);
    return {};
}

template <ChoiceEnum E>
std::optional<E> fromText(std::string_view text)
{
    for (const auto& choice : choices(E{}))
        if (choice.text == text)
            return choice.value;
    return std::nullopt;
}

/// {"sgd", "adam", "adamw"}
template <ChoiceEnum E>
std::vector<std::string> choiceTexts()
{
    std::vector<std::string> texts;
    for (const auto& choice : choices(E{}))
        texts.emplace_back(choice.text);
    return texts;
}

/// "sgd, adam, adamw"
template <ChoiceEnum E>
std::string choiceList()
{
    std::string list;
    for (const auto& choice : choices(E{}))
        list += (list.empty() ? "" : ", ") + std::string(choice.text);
    return list;
}

} // namespace modalscope
