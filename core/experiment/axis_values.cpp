#include "core/experiment/axis_values.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <set>

namespace modalscope {
namespace {

constexpr std::size_t kMostAxisValues = 1000;
constexpr double kLargestWhole = 9007199254740991.0; // JSON numbers are exact up to here

std::string withoutSpaces(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

/// Whole numbers stay whole; what steps gather beyond the twelfth digit is none.
nlohmann::json numberValue(double number)
{
    if (number == std::floor(number) && std::abs(number) <= kLargestWhole)
        return std::int64_t(number);
    char text[40];
    std::snprintf(text, sizeof text, "%.12g", number);
    return numberFromText(text);
}

struct ValueRange {
    double first = 0;
    double last = 0;
    double step = 1;
};

/// "0-0.8:0.2"; nothing where the text is no range at all.
std::optional<ValueRange> rangeIn(const std::string& text)
{
    const auto colon = text.find(':');
    const auto ends = text.substr(0, colon);
    for (auto dash = ends.find('-', 1); dash != std::string::npos; dash = ends.find('-', dash + 1)) {
        ValueRange range;
        range.first = numberFromText(withoutSpaces(std::string_view(ends).substr(0, dash)));
        range.last = numberFromText(withoutSpaces(std::string_view(ends).substr(dash + 1)));
        range.step = colon == std::string::npos
            ? 1
            : numberFromText(withoutSpaces(std::string_view(text).substr(colon + 1)));
        if (std::isfinite(range.first) && std::isfinite(range.last))
            return range;
    }
    return std::nullopt;
}

Result<void> addRange(std::vector<nlohmann::json>& values, const std::string& text, const ValueRange& range)
{
    const bool hasStep = text.find(':') != std::string::npos;
    if (!hasStep && (range.first != std::floor(range.first) || range.last != std::floor(range.last)))
        return invalidInput(text + " needs a step; write for example 0-0.8:0.2");
    if (!std::isfinite(range.step) || range.step <= 0)
        return invalidInput(text + " has no step above 0; write for example 0-0.8:0.2");
    if (range.last < range.first)
        return invalidInput(text + " runs backwards; write the smaller number first");
    const double steps = std::floor((range.last - range.first) / range.step + 1e-9);
    if (steps >= double(kMostAxisValues))
        return invalidInput(text + " has more than 1000 values; take a larger step");
    for (int i = 0; i <= int(steps); ++i)
        values.push_back(numberValue(range.first + i * range.step));
    return {};
}

/// One value that is no range: JSON where it is some, else the text itself.
nlohmann::json singleValue(const std::string& text)
{
    auto parsed = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    return parsed.is_discarded() || parsed.is_null() ? nlohmann::json(text) : parsed;
}

Result<std::vector<nlohmann::json>> valuesIn(const std::string& text)
{
    if (text.starts_with('[') || text.starts_with('{')) {
        auto parsed = parseJson(text, "this value");
        if (!parsed)
            return parsed.error();
        return std::vector{std::move(parsed).value()};
    }
    std::vector<nlohmann::json> values;
    for (const auto& part : splitText(text, ',')) {
        const auto one = withoutSpaces(part);
        if (one.empty())
            continue;
        if (const auto range = rangeIn(one)) {
            if (auto added = addRange(values, one, *range); !added)
                return added.error();
        } else {
            values.push_back(singleValue(one));
        }
    }
    if (values.empty())
        return invalidInput("no value is given; write for example 0, 0.2 or 0-0.8:0.2");
    return values;
}

Result<void> checkRate(const std::string& path, const nlohmann::json& value)
{
    if (value.is_number() && value.get<double>() >= 0 && value.get<double>() <= 0.9)
        return {};
    return invalidInput(path + ": " + axisValueText(value) + " is not a rate from 0 to 0.9");
}

std::string labelsOf(const std::vector<MethodOptions>& methods)
{
    std::vector<std::string> labels;
    for (const auto& method : methods)
        if (const auto label = labelOf(method.kind);
            std::find(labels.begin(), labels.end(), label) == labels.end())
            labels.push_back(label);
    return joinText(labels, ", ");
}

bool hasOption(const MethodOptions& method, const std::string& path)
{
    const auto name = splitText(path, '.').at(1);
    return toJson(method).contains(name);
}

/// The first values of the other axes: options of one kind exist only once another axis has chosen it.
Settings otherSettings(const std::string& path, const RunGrid& grid)
{
    Settings settings;
    for (const auto& axis : grid.axes)
        if (axis.path != kTestRateAxis && !axis.values.empty() && !isInsideOption(axis.path, path)
            && !isInsideOption(path, axis.path))
            settings.emplace_back(axis.path, axis.values.front());
    return settings;
}

Result<void> checkMethodValue(const std::string& path, const nlohmann::json& value, const RunGrid& grid)
{
    if (grid.methods.empty())
        return invalidInput(path + ": no method is chosen that could have this option");
    const auto others = otherSettings(path, grid);
    std::optional<Error> said; // of a method that has the option, if one does
    bool isKnown = path == "method";
    for (const auto& method : grid.methods) {
        Experiment experiment = grid.base;
        experiment.method = method;
        auto settings = others;
        settings.emplace_back(path, value);
        const auto alone = withSettings(experiment, {{path, value}});
        if (alone || withSettings(experiment, settings))
            return {};
        const bool has = isKnown || hasOption(method, path);
        if (!said || (has && !isKnown))
            said = alone.error();
        isKnown = isKnown || has;
    }
    if (!isKnown)
        return invalidInput(path + " is not an option of " + labelsOf(grid.methods));
    return *said;
}

} // namespace

bool isInsideOption(const std::string& path, const std::string& outer)
{
    return (path + ".").starts_with(outer + ".");
}

Result<void> checkAxisValue(const std::string& path, const nlohmann::json& value, const RunGrid& grid)
{
    if (path.empty())
        return invalidInput("choose the option first");
    if (path == kTestRateAxis)
        return checkRate(path, value);
    if (isInsideOption(path, "method"))
        return checkMethodValue(path, value, grid);
    const auto alone = withSettings(grid.base, {{path, value}});
    if (alone)
        return {};
    auto settings = otherSettings(path, grid);
    settings.emplace_back(path, value);
    if (withSettings(grid.base, settings))
        return {};
    return alone.error();
}

Result<void> addAxisValues(StudyAxis& axis, std::string_view text, const RunGrid& grid)
{
    auto values = valuesIn(withoutSpaces(text));
    if (!values)
        return values.error();
    std::set<nlohmann::json> known(axis.values.begin(), axis.values.end());
    for (auto& value : values.value()) {
        auto checked = checkAxisValue(axis.path, value, grid);
        if (!checked && !value.is_string() && !value.is_structured()) { // a name that happens to be a number
            const nlohmann::json name = value.dump();
            if (checkAxisValue(axis.path, name, grid)) {
                value = name;
                checked = {};
            }
        }
        if (!checked)
            return Error{
                checked.error().kind, "\"" + axisValueText(value) + "\": " + checked.error().message};
        if (!known.insert(value).second)
            return invalidInput(axisValueText(value) + " is there already");
    }
    if (known.size() > kMostAxisValues)
        return invalidInput(axis.path + ": more than 1000 values are asked for");
    axis.values.insert(axis.values.end(), values.value().begin(), values.value().end());
    return {};
}

Result<void> checkAxes(const RunGrid& grid)
{
    for (std::size_t i = 0; i < grid.axes.size(); ++i) {
        const auto& [path, values] = grid.axes[i];
        const auto place = "axes." + path + ": ";
        if (path.empty())
            return invalidInput("axes: one has no option; choose it");
        if (path == "seed")
            return invalidInput(place + "the seeds are filled in with the methods");
        if (path == "dataset" || path == "name" || path == "format")
            return invalidInput(place + "cannot be varied; a study is about one dataset");
        for (std::size_t j = 0; j < i; ++j)
            if (isInsideOption(path, grid.axes[j].path) || isInsideOption(grid.axes[j].path, path))
                return invalidInput(place
                    + (path == grid.axes[j].path
                            ? "there are two axes over it; keep one of them"
                            : "sets the same option as " + grid.axes[j].path + "; keep one of them"));
        std::set<nlohmann::json> known;
        for (const auto& value : values)
            if (!known.insert(value).second)
                return invalidInput(place + axisValueText(value) + " is listed twice");
    }
    return {};
}

std::string axisValueText(const nlohmann::json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_object() && value.contains("kind"))
        if (const auto method = fromJson<MethodOptions>(value))
            return methodLabel(method.value());
    return value.is_number_float() ? numberText(value.get<double>()) : value.dump();
}

} // namespace modalscope
