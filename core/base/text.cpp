#include "core/base/text.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <limits>

namespace modalscope {

std::vector<std::string> splitText(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    if (text.empty())
        return parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::string joinText(std::span<const std::string> parts, std::string_view separator)
{
    std::string text;
    for (const auto& part : parts) {
        if (&part != &parts.front())
            text += separator;
        text += part;
    }
    return text;
}

std::size_t utf8Length(std::string_view text)
{
    if (text.empty())
        return 0;
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80 ? 1
        : lead >= 0xc2 && lead < 0xe0      ? 2
        : lead >= 0xe0 && lead < 0xf0      ? 3
        : lead >= 0xf0 && lead < 0xf5      ? 4
                                           : 0;
    if (length == 0 || length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80)
            return 0;
    const auto second = length > 1 ? static_cast<unsigned char>(text[1]) : 0;
    const bool isOverlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool isNoCharacter = (lead == 0xed && second >= 0xa0) || (lead == 0xf4 && second >= 0x90);
    return isOverlong || isNoCharacter ? 0 : length;
}

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const auto length = utf8Length(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string printableText(std::string_view text, bool keepLines)
{
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string printable;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            printable += keepLines ? '\n' : ' ';
        else if (byte >= 0x20 && byte != 0x7f)
            printable += c;
        else
            printable += std::string("\\x") + kDigits[byte >> 4] + kDigits[byte & 15];
    }
    return printable;
}

std::string numberText(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    const bool isWhole = std::abs(value) < 1e15 && value == std::trunc(value);
    char buffer[40];
    const auto [end, code] = isWhole
        ? std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed)
        : std::to_chars(buffer, buffer + sizeof buffer, value);
    return {buffer, end};
}

double numberFromText(std::string_view text)
{
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size())
        return std::numeric_limits<double>::quiet_NaN();
    return value;
}

std::string fixedText(double value, int decimals)
{
    char buffer[400];
    const int length = std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
    return {buffer, std::size_t(length)};
}

std::string csvCell(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string cell = "\"";
    for (const char c : text) {
        if (c == '"')
            cell += '"';
        cell += c;
    }
    return cell + '"';
}

std::string durationText(double seconds)
{
    if (!(seconds >= 0) || std::isinf(seconds))
        return "unknown";
    if (seconds < 60)
        return fixedText(seconds, seconds < 10 ? 1 : 0) + " s";
    const auto whole = std::int64_t(std::llround(seconds));
    if (whole < 3600)
        return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    const auto minutes = (whole % 3600) / 60;
    return std::to_string(whole / 3600) + " h " + (minutes < 10 ? "0" : "") + std::to_string(minutes)
        + " min";
}

std::string sizeText(double bytes)
{
    static constexpr const char* units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    std::size_t unit = 0;
    while (bytes >= 1000 && unit + 1 < std::size(units)) {
        bytes /= 1000;
        ++unit;
    }
    return fixedText(bytes, unit == 0 || bytes >= 100 ? 0 : 1) + " " + units[unit];
}

std::string utcText(std::int64_t secondsSince1970)
{
    const std::time_t time = secondsSince1970;
    std::tm parts{};
    gmtime_r(&time, &parts);
    char buffer[40];
    return {buffer, std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::int64_t nowSeconds()
{
    return std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace modalscope
