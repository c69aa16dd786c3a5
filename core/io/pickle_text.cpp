#include "core/io/pickle_text.h"

#include "core/base/text.h"
#include "core/io/byte_source.h"

#include <charconv>
#include <cmath>

namespace modalscope {
namespace {

TreeNode wholeNode(std::int64_t value)
{
    TreeNode node;
    node.kind = TreeKind::Integer;
    node.integer = value;
    return node;
}

std::optional<std::uint32_t> hexNumber(std::string_view digits)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return number;
}

void appendUtf8(std::string& text, std::uint32_t code)
{
    if (code < 0x80) {
        text += char(code);
    } else if (code < 0x800) {
        text += {char(0xc0 | code >> 6), char(0x80 | (code & 0x3f))};
    } else if (code < 0x10000) {
        text += {char(0xe0 | code >> 12), char(0x80 | (code >> 6 & 0x3f)), char(0x80 | (code & 0x3f))};
    } else {
        text += {char(0xf0 | (code >> 18 & 7)), char(0x80 | (code >> 12 & 0x3f)),
            char(0x80 | (code >> 6 & 0x3f)), char(0x80 | (code & 0x3f))};
    }
}

} // namespace

std::optional<TreeNode> intFromLine(std::string_view line)
{
    if (line == "00" || line == "01") {
        TreeNode node;
        node.kind = TreeKind::Bool;
        node.integer = line == "01" ? 1 : 0;
        return node;
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (line.empty() || error != std::errc() || end != line.data() + line.size())
        return std::nullopt;
    return wholeNode(value);
}

std::optional<TreeNode> longFromLine(std::string_view line)
{
    if (line.ends_with('L'))
        line.remove_suffix(1);
    if (auto small = intFromLine(line); small && small->kind == TreeKind::Integer)
        return small;
    const auto digits = line.substr(line.starts_with('-') ? 1 : 0);
    if (digits.empty() || digits.size() > 200
        || digits.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    auto node = wholeNode(0);
    node.text = line;
    return node;
}

std::optional<TreeNode> floatFromLine(std::string_view line)
{
    TreeNode node;
    node.kind = TreeKind::Number;
    node.number = numberFromText(line);
    if (std::isnan(node.number) && line != "nan")
        return std::nullopt;
    return node;
}

std::optional<std::string> quotedFromLine(std::string_view line)
{
    if (line.size() < 2 || line.front() != line.back() || (line.front() != '\'' && line.front() != '"'))
        return std::nullopt;
    line = line.substr(1, line.size() - 2);
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '\\') {
            text += line[i];
            continue;
        }
        if (++i == line.size())
            return std::nullopt;
        constexpr std::string_view letters = "nrt\\'\"", means = "\n\r\t\\'\"";
        if (const auto at = letters.find(line[i]); at != std::string_view::npos) {
            text += means[at];
        } else if (const auto code = hexNumber(line.substr(i + 1, 2));
                   line[i] == 'x' && line.size() - i > 2 && code) {
            text += char(*code);
            i += 2;
        } else {
            return std::nullopt;
        }
    }
    return text;
}

std::string unicodeFromLine(std::string_view line)
{
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const std::size_t digits = line.substr(i, 2) == "\\u" ? 4 : line.substr(i, 2) == "\\U" ? 8 : 0;
        const auto code = digits > 0 && line.size() - i >= 2 + digits ? hexNumber(line.substr(i + 2, digits))
                                                                      : std::nullopt;
        if (code && *code < 0x110000) {
            appendUtf8(text, *code);
            i += 1 + digits;
        } else {
            appendUtf8(text, std::uint8_t(line[i]));
        }
    }
    return text;
}

TreeNode longFromBytes(std::string_view bytes)
{
    if (bytes.size() <= 8) {
        const auto shift = 8 * (8 - bytes.size());
        return wholeNode(bytes.empty() ? 0 : std::int64_t(littleEndian(bytes) << shift) >> shift);
    }
    constexpr std::string_view digits = "0123456789abcdef";
    const bool isNegative = (std::uint8_t(bytes.back()) & 0x80) != 0;
    std::string text;
    unsigned carry = 1; // of the two's complement
    for (const char byte : bytes) {
        const unsigned value = isNegative ? (std::uint8_t(~byte) + carry) : std::uint8_t(byte);
        carry = isNegative ? value >> 8 : 0;
        text.insert(text.begin(), {digits[value >> 4 & 15], digits[value & 15]});
    }
    const auto first = text.find_first_not_of('0');
    auto node = wholeNode(0);
    node.text = (isNegative ? "-0x" : "0x") + (first == std::string::npos ? "0" : text.substr(first));
    return node;
}

TreeNode textNode(std::string text)
{
    TreeNode node;
    node.kind = isUtf8(text) ? TreeKind::Text : TreeKind::Bytes;
    node.text = std::move(text);
    return node;
}

} // namespace modalscope
