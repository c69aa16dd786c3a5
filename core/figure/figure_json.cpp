#include "core/figure/figure_json.h"

#include "core/base/atomic_file.h"
#include "core/config/json_options.h"

#include <cmath>

namespace modalscope {
namespace {

using Json = nlohmann::json;

Json numbersToJson(const std::vector<double>& values)
{
    Json list = Json::array();
    for (const double value : values)
        list.push_back(std::isfinite(value) ? Json(value) : Json());
    return list;
}

Json toJson(const LineSeries& line)
{
    return {{"label", line.label}, {"x", numbersToJson(line.x)}, {"y", numbersToJson(line.y)},
        {"low", numbersToJson(line.low)}, {"high", numbersToJson(line.high)}, {"color", line.color},
        {"dashed", line.dashed}, {"faint", line.faint}, {"n", line.n}};
}

Json toJson(const ReferenceLine& line)
{
    return {{"label", line.label}, {"y", line.y}, {"low", line.low}, {"high", line.high},
        {"color", line.color}, {"n", line.n}};
}

Json toJson(const BarSeries& bars)
{
    return {{"label", bars.label}, {"values", numbersToJson(bars.values)}, {"low", numbersToJson(bars.low)},
        {"high", numbersToJson(bars.high)}, {"color", bars.color}, {"n", bars.n}};
}

Json toJson(const PointSeries& points)
{
    return {{"label", points.label}, {"x", numbersToJson(points.x)}, {"y", numbersToJson(points.y)},
        {"color", points.color}, {"names", points.names}, {"keys", points.keys}};
}

Json toJson(const BoxSeries& boxes)
{
    Json lists = Json::array();
    for (const auto& values : boxes.values)
        lists.push_back(numbersToJson(values));
    return {{"label", boxes.label}, {"values", lists}, {"color", boxes.color}};
}

Json toJson(const VerticalLine& line)
{
    return {{"label", line.label}, {"x", line.x}};
}

Json toJson(const HeatMap& map)
{
    return {{"label", map.label}, {"values", numbersToJson(map.values)}, {"low", map.low}, {"high", map.high},
        {"texts", map.texts}, {"textLabel", map.textLabel}};
}

Json toJson(const Axis& axis)
{
    return {{"label", axis.label}, {"logarithmic", axis.logarithmic}, {"hasRange", axis.hasRange},
        {"low", axis.low}, {"high", axis.high}, {"categories", axis.categories}};
}

Json toJson(const Panel& panel);

template <class T>
Json listToJson(const std::vector<T>& items)
{
    Json list = Json::array();
    for (const auto& item : items)
        list.push_back(toJson(item));
    return list;
}

Json toJson(const Panel& panel)
{
    return {{"title", panel.title}, {"x", toJson(panel.x)}, {"y", toJson(panel.y)},
        {"lines", listToJson(panel.lines)}, {"references", listToJson(panel.references)},
        {"bars", listToJson(panel.bars)}, {"points", listToJson(panel.points)},
        {"boxes", listToJson(panel.boxes)}, {"markers", listToJson(panel.markers)},
        {"heatMap", panel.heatMap ? toJson(*panel.heatMap) : Json()}, {"epochs", panel.epochs}};
}

/// Reads fields of one object; throws nlohmann's exceptions, which name the path.
void read(const Json& in, LineSeries& line);
void read(const Json& in, ReferenceLine& line);
void read(const Json& in, BarSeries& bars);
void read(const Json& in, PointSeries& points);
void read(const Json& in, BoxSeries& boxes);
void read(const Json& in, VerticalLine& line);
void read(const Json& in, Panel& panel);

std::vector<double> numbersFromJson(const Json& in)
{
    std::vector<double> values;
    for (const auto& value : in)
        values.push_back(value.is_null() ? kNoValue : value.get<double>());
    return values;
}

void read(const Json& in, const char* name, std::vector<double>& values)
{
    values = numbersFromJson(in.at(name));
}

template <class T>
void read(const Json& in, const char* name, std::vector<T>& items)
{
    for (const auto& item : in.at(name))
        read(item, items.emplace_back());
}

/// The same for what figures of earlier versions do not have.
template <class T>
void readIfThere(const Json& in, const char* name, std::vector<T>& items)
{
    if (in.contains(name))
        read(in, name, items);
}

void read(const Json& in, LineSeries& line)
{
    in.at("label").get_to(line.label);
    read(in, "x", line.x);
    read(in, "y", line.y);
    read(in, "low", line.low);
    read(in, "high", line.high);
    in.at("color").get_to(line.color);
    line.n = in.value("n", 0);
    in.at("dashed").get_to(line.dashed);
    line.faint = in.value("faint", false);
}

void read(const Json& in, ReferenceLine& line)
{
    in.at("label").get_to(line.label);
    in.at("y").get_to(line.y);
    in.at("low").get_to(line.low);
    in.at("high").get_to(line.high);
    in.at("color").get_to(line.color);
    line.n = in.value("n", 0);
}

void read(const Json& in, BarSeries& bars)
{
    in.at("label").get_to(bars.label);
    read(in, "values", bars.values);
    read(in, "low", bars.low);
    read(in, "high", bars.high);
    in.at("color").get_to(bars.color);
    bars.n = in.value("n", 0);
}

void read(const Json& in, PointSeries& points)
{
    in.at("label").get_to(points.label);
    read(in, "x", points.x);
    read(in, "y", points.y);
    in.at("color").get_to(points.color);
    in.at("names").get_to(points.names);
    in.at("keys").get_to(points.keys);
}

void read(const Json& in, BoxSeries& boxes)
{
    in.at("label").get_to(boxes.label);
    for (const auto& values : in.at("values"))
        boxes.values.push_back(numbersFromJson(values));
    in.at("color").get_to(boxes.color);
}

void read(const Json& in, VerticalLine& line)
{
    in.at("label").get_to(line.label);
    in.at("x").get_to(line.x);
}

void read(const Json& in, HeatMap& map)
{
    in.at("label").get_to(map.label);
    read(in, "values", map.values);
    in.at("low").get_to(map.low);
    in.at("high").get_to(map.high);
    in.at("texts").get_to(map.texts);
    in.at("textLabel").get_to(map.textLabel);
}

void read(const Json& in, Axis& axis)
{
    in.at("label").get_to(axis.label);
    in.at("logarithmic").get_to(axis.logarithmic);
    in.at("hasRange").get_to(axis.hasRange);
    in.at("low").get_to(axis.low);
    in.at("high").get_to(axis.high);
    in.at("categories").get_to(axis.categories);
}

void read(const Json& in, Panel& panel)
{
    in.at("title").get_to(panel.title);
    read(in.at("x"), panel.x);
    read(in.at("y"), panel.y);
    read(in, "lines", panel.lines);
    read(in, "references", panel.references);
    read(in, "bars", panel.bars);
    readIfThere(in, "points", panel.points);
    readIfThere(in, "boxes", panel.boxes);
    readIfThere(in, "markers", panel.markers);
    if (const auto map = in.find("heatMap"); map != in.end() && !map->is_null())
        read(*map, panel.heatMap.emplace());
    in.at("epochs").get_to(panel.epochs);
}

/// Lengths that the painter relies on, or what is wrong with them.
std::string problem(const Figure& figure)
{
    const auto fits = [](const auto& band, std::size_t size) { return band.empty() || band.size() == size; };
    for (const auto& panel : figure.panels) {
        for (const auto& line : panel.lines)
            if (line.y.size() != line.x.size() || !fits(line.low, line.x.size())
                || !fits(line.high, line.x.size()))
                return "the line \"" + line.label + "\" has lists of different lengths";
        for (const auto& bars : panel.bars)
            if (bars.values.size() != panel.x.categories.size() || !fits(bars.low, bars.values.size())
                || !fits(bars.high, bars.values.size()))
                return "the bars \"" + bars.label + "\" do not have one value for each category";
        for (const auto& points : panel.points)
            if (points.y.size() != points.x.size() || !fits(points.names, points.x.size())
                || !fits(points.keys, points.x.size()))
                return "the points \"" + points.label + "\" have lists of different lengths";
        for (const auto& boxes : panel.boxes)
            if (boxes.values.size() != panel.x.categories.size())
                return "the boxes \"" + boxes.label + "\" do not have one list for each category";
        if (!panel.heatMap)
            continue;
        const auto& map = *panel.heatMap;
        if (map.values.size() != panel.x.categories.size() * panel.y.categories.size()
            || (!map.texts.empty() && map.texts.size() != map.values.size()))
            return "the heat map \"" + map.label + "\" does not have one value for each cell";
        if (!(map.low < map.high))
            return "the heat map \"" + map.label + "\" has no range of values";
    }
    return figure.columns < 1 ? "columns must be at least 1" : "";
}

} // namespace

std::string figureJson(const Figure& figure)
{
    const auto& from = figure.provenance;
    const Json json{{"format", 1}, {"name", figure.name}, {"title", figure.title}, {"note", figure.note},
        {"columns", figure.columns}, {"panels", listToJson(figure.panels)},
        {"provenance",
            {{"runs", from.runs}, {"program", from.program}, {"specHash", from.specHash},
                {"command", from.command}}}};
    return json.dump(1) + "\n";
}

Result<Figure> readFigure(const std::filesystem::path& file)
{
    const auto text = readFile(file);
    if (!text)
        return text.error();
    const auto json = parseJson(text.value(), file.string());
    if (!json)
        return json.error();
    const auto& in = json.value();
    Figure figure;
    try {
        if (in.at("format").get<int>() != 1)
            return Error{ErrorKind::Format,
                file.string() + ": this figure was written by a newer ModalScope; update the program"};
        in.at("name").get_to(figure.name);
        in.at("title").get_to(figure.title);
        in.at("note").get_to(figure.note);
        in.at("columns").get_to(figure.columns);
        read(in, "panels", figure.panels);
        const auto& from = in.at("provenance");
        from.at("runs").get_to(figure.provenance.runs);
        from.at("program").get_to(figure.provenance.program);
        from.at("specHash").get_to(figure.provenance.specHash);
        from.at("command").get_to(figure.provenance.command);
    } catch (const Json::exception&) {
        return Error{ErrorKind::Format,
            file.string() + ": is not a figure of ModalScope; write one with analyze --figure"};
    }
    if (const auto wrong = problem(figure); !wrong.empty())
        return Error{ErrorKind::Format, file.string() + ": " + wrong};
    return figure;
}

} // namespace modalscope
