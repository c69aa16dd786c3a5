#include "core/data/filter_syntax.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace modalscope {
namespace {

constexpr std::size_t kLongestFilter = 10'000;
constexpr int kDeepestFilter = 100;

enum class FilterToken { End, Word, Compare, Open, Close, And, Or, Not };

struct FilterPart {
    FilterToken token = FilterToken::End;
    FilterCompare compare = FilterCompare::Equal;
    FilterWord word = {};
};

std::string atCharacter(std::size_t position)
{
    return "at character " + std::to_string(position);
}

Error filterProblem(const std::string& what, std::size_t position)
{
    return invalidInput("the filter is not understood " + atCharacter(position) + ": " + what);
}

bool isWordByte(char byte)
{
    const auto code = static_cast<unsigned char>(byte);
    return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z')
        || code == '_' || code == '.' || code >= 0x80;
}

bool isLike(std::string_view text, std::string_view lower)
{
    return text.size() == lower.size()
        && std::equal(text.begin(), text.end(), lower.begin(),
            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? char(a - 'A' + 'a') : a) == b; });
}

/// Cuts the text into words and signs.
class FilterReader {
public:
    explicit FilterReader(std::string_view text)
        : m_text(text)
    { }

    Result<FilterPart> next()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n'))
            ++m_at;
        FilterPart part;
        part.word.position = characterAt(m_at);
        if (m_at == m_text.size())
            return part;
        const char first = m_text[m_at];
        if (first == '"' || first == '\'')
            return quoted(std::move(part));
        if (const auto number = numberHere()) {
            part.token = FilterToken::Word;
            part.word.isNumber = true;
            part.word.number = number->first;
            part.word.text = m_text.substr(m_at, number->second);
            m_at += number->second;
            return part;
        }
        if (isWordByte(first))
            return word(std::move(part));
        return sign(std::move(part));
    }

private:
    /// A number that no letters follow, and its length.
    std::optional<std::pair<double, std::size_t>> numberHere() const
    {
        const auto rest = m_text.substr(m_at);
        const std::size_t plus = rest[0] == '+' ? 1 : 0;
        if (rest.size() == plus || (rest[plus] >= 'A' && rest[plus] != '-')) // "inf" and "nan" are words
            return std::nullopt;
        double value = 0;
        const auto [end, error] = std::from_chars(rest.data() + plus, rest.data() + rest.size(), value);
        const auto length = std::size_t(end - rest.data());
        const bool ends = length == rest.size() || !isWordByte(rest[length]);
        if (error != std::errc() || !ends || !std::isfinite(value))
            return std::nullopt;
        return std::pair(value, length);
    }

    Result<FilterPart> quoted(FilterPart part)
    {
        const auto end = m_text.find(m_text[m_at], m_at + 1);
        if (end == std::string_view::npos)
            return filterProblem("the quote that opens here is not closed", part.word.position);
        part.token = FilterToken::Word;
        part.word.text = m_text.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return part;
    }

    Result<FilterPart> word(FilterPart part)
    {
        const auto start = m_at;
        while (m_at < m_text.size() && isWordByte(m_text[m_at]))
            ++m_at;
        const auto found = m_text.substr(start, m_at - start);
        part.word.text = found;
        part.compare = FilterCompare::Contains;
        part.token = isLike(found, "and") ? FilterToken::And
            : isLike(found, "or")         ? FilterToken::Or
            : isLike(found, "not")        ? FilterToken::Not
            : isLike(found, "contains")   ? FilterToken::Compare
                                          : FilterToken::Word;
        return part;
    }

    Result<FilterPart> sign(FilterPart part)
    {
        static constexpr std::array<std::pair<std::string_view, FilterCompare>, 7> kCompares{{
            {"==", FilterCompare::Equal},
            {"!=", FilterCompare::NotEqual},
            {"<=", FilterCompare::LessEqual},
            {">=", FilterCompare::GreaterEqual},
            {"<", FilterCompare::Less},
            {">", FilterCompare::Greater},
            {"=", FilterCompare::Equal},
        }};
        const auto rest = m_text.substr(m_at);
        for (const auto& [text, compare] : kCompares)
            if (rest.substr(0, text.size()) == text) {
                part.token = FilterToken::Compare;
                part.compare = compare;
                m_at += text.size();
                return part;
            }
        if (rest[0] != '(' && rest[0] != ')')
            return filterProblem(std::string("\"") + rest[0] + "\" means nothing here", part.word.position);
        part.token = rest[0] == '(' ? FilterToken::Open : FilterToken::Close;
        ++m_at;
        return part;
    }

    /// Counted from 1, in characters as people do, not in bytes.
    std::size_t characterAt(std::size_t byte) const
    {
        return 1
            + std::size_t(std::count_if(m_text.begin(), m_text.begin() + std::ptrdiff_t(byte),
                [](char each) { return (static_cast<unsigned char>(each) & 0xc0) != 0x80; }));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

/// or := and {"or" and}; and := not {"and" not}; not := "not" not | "(" or ")" | word [compare word].
class FilterParser {
public:
    explicit FilterParser(std::vector<FilterPart> parts)
        : m_parts(std::move(parts))
    { }

    Result<std::vector<FilterNode>> parse()
    {
        if (const auto top = either(0); !top)
            return top.error();
        if (now().token != FilterToken::End)
            return filterProblem(now().token == FilterToken::Close
                    ? "this parenthesis was not opened"
                    : "\"and\" or \"or\" is missing before this",
                now().word.position);
        return std::move(m_nodes);
    }

private:
    using Index = Result<std::size_t>;

    const FilterPart& now() const { return m_parts[m_at]; }

    std::size_t add(FilterNode node)
    {
        m_nodes.push_back(std::move(node));
        return m_nodes.size() - 1;
    }

    Index either(int depth)
    {
        return chain(FilterToken::Or, FilterNode::Kind::Or,
            [&] { return chain(FilterToken::And, FilterNode::Kind::And, [&] { return single(depth); }); });
    }

    template <class Operand>
    Index chain(FilterToken token, FilterNode::Kind kind, Operand operand)
    {
        auto left = Index(operand());
        while (left && now().token == token) {
            ++m_at;
            const auto right = Index(operand());
            if (!right)
                return right;
            left = add({.kind = kind, .first = left.value(), .second = right.value()});
        }
        return left;
    }

    Index single(int depth)
    {
        if (depth > kDeepestFilter)
            return filterProblem("too many parentheses inside each other", now().word.position);
        if (now().token == FilterToken::Not) {
            ++m_at;
            const auto inner = single(depth + 1);
            return inner ? Index(add({.kind = FilterNode::Kind::Not, .first = inner.value()})) : inner;
        }
        if (now().token == FilterToken::Open) {
            const auto opened = now().word.position;
            ++m_at;
            const auto inner = either(depth + 1);
            if (!inner)
                return inner;
            if (now().token != FilterToken::Close)
                return filterProblem(
                    "the parenthesis opened " + atCharacter(opened) + " is not closed before this",
                    now().word.position);
            ++m_at;
            return inner;
        }
        return comparison();
    }

    Index comparison()
    {
        if (now().token != FilterToken::Word)
            return filterProblem("a column's name is missing", now().word.position);
        FilterNode node{.left = now().word};
        ++m_at;
        if (now().token == FilterToken::Compare) {
            node.kind = FilterNode::Kind::Compare;
            node.compare = now().compare;
            ++m_at;
            if (now().token != FilterToken::Word)
                return filterProblem("a value to compare with is missing", now().word.position);
            node.right = now().word;
            ++m_at;
        } else if (node.left.isNumber) {
            return filterProblem("a number alone selects nothing", node.left.position);
        }
        return add(std::move(node));
    }

    std::vector<FilterPart> m_parts;
    std::size_t m_at = 0;
    std::vector<FilterNode> m_nodes;
};

} // namespace

std::string filterPlace(const FilterWord& word)
{
    return atCharacter(word.position);
}

Result<std::vector<FilterNode>> parseFilter(std::string_view text)
{
    if (text.size() > kLongestFilter)
        return invalidInput("the filter has more than 10,000 characters; make it shorter");
    std::vector<FilterPart> parts;
    for (FilterReader reader(text); parts.empty() || parts.back().token != FilterToken::End;) {
        auto part = reader.next();
        if (!part)
            return part.error();
        parts.push_back(std::move(part).value());
    }
    return FilterParser(std::move(parts)).parse();
}

} // namespace modalscope
