#include "core/experiment/study.h"

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

#include <algorithm>
#include <set>

namespace modalscope {
namespace {

/// "method" and "method.kind" set the same option.
bool overlap(const std::string& a, const std::string& b)
{
    return (a + ".").starts_with(b + ".") || (b + ".").starts_with(a + ".");
}

std::string valueText(const nlohmann::json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Also the control characters of U+0080 to U+009F, which some terminals obey.
bool hasControlCharacter(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool isLate
            = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
        if (byte < 0x20 || byte == 0x7f || isLate)
            return true;
    }
    return false;
}

Error controlCharacter(const std::string& where, const std::string& text)
{
    return invalidInput(where + ": \"" + printableText(text)
        + "\" has a control character (a line end, a tab or the like); write it as one line of plain text");
}

/// Errors of one file, each with its name in front.
class StudyReader {
public:
    explicit StudyReader(const nlohmann::json& in)
        : m_in(in)
    { }

    Result<Study> read()
    {
        if (!m_in.is_object())
            return invalidInput("a study is an object {...} with name, base, axes and variants");
        for (const auto& step : {&StudyReader::readTop, &StudyReader::readAxes, &StudyReader::readVariants})
            if (auto done = (this->*step)(); !done)
                return done.error();
        if (auto checked = checkNames(m_study); !checked)
            return checked.error();
        return std::move(m_study);
    }

private:
    Result<void> readTop()
    {
        for (const auto& [key, value] : m_in.items())
            if (!std::set<std::string>{"format", "name", "base", "axes", "variants"}.contains(key))
                return invalidInput(key + " is not known; a study has format, name, base, axes and variants");
        if (m_in.value("format", nlohmann::json(1)) != 1)
            return invalidInput("format must be 1");
        if (!m_in.contains("name") || !m_in["name"].is_string() || m_in["name"] == "")
            return invalidInput("name must be a text that is not empty");
        m_study.name = m_in["name"].get<std::string>();
        if (!m_in.contains("base"))
            return invalidInput("base is missing: the experiment that the axes vary");
        auto base = fromJson<Experiment>(m_in["base"], "base");
        if (!base)
            return base.error();
        m_study.base = std::move(base).value();
        return {};
    }

    Result<void> readAxes()
    {
        const auto axes = m_in.value("axes", nlohmann::json::object());
        if (!axes.is_object())
            return invalidInput("axes must be an object {\"seed\": [0, 1, 2], ...}");
        for (const auto& [path, values] : axes.items()) {
            if (!values.is_array())
                return invalidInput("axes." + path + " must be a list [...]");
            if (values.empty())
                return invalidInput("axes." + path + " has no value; give at least one or take the axis out");
            if (path == "dataset" || path == "name" || path == "format")
                return invalidInput("axes." + path + " cannot be varied; a study is about one dataset");
            for (const auto& other : m_study.axes)
                if (overlap(path, other.path))
                    return invalidInput("axes." + other.path + " and axes." + path
                        + " set the same option; keep one of them");
            std::set<nlohmann::json> known;
            for (const auto& value : values)
                if (!known.insert(value).second)
                    return invalidInput("axes." + path + ": " + valueText(value) + " is listed twice");
            m_study.axes.push_back({path, {values.begin(), values.end()}});
        }
        return {};
    }

    Result<void> readVariants()
    {
        const auto variants = m_in.value("variants", nlohmann::json::array());
        if (!variants.is_array())
            return invalidInput("variants must be a list [{\"label\": ..., \"set\": {...}}, ...]");
        for (std::size_t i = 0; i < variants.size(); ++i) {
            const auto place = "variants[" + std::to_string(i) + "]";
            const auto& variant = variants[i];
            const bool isWhole = variant.is_object() && variant.size() == 2 && variant.contains("label")
                && variant["label"].is_string() && variant["label"] != "" && variant.contains("set")
                && variant["set"].is_object();
            if (!isWhole)
                return invalidInput(place + " must be {\"label\": a text, \"set\": {path: value, ...}}");
            StudyVariant read{variant["label"].get<std::string>(), {}};
            for (const auto& other : m_study.variants)
                if (other.label == read.label)
                    return invalidInput(place + ": the label " + read.label + " is used twice");
            for (const auto& [path, value] : variant["set"].items()) {
                for (const auto& [before, ignored] : read.settings)
                    if (overlap(path, before))
                        return invalidInput(
                            place + ".set: " + before + " and " + path + " set the same option");
                read.settings.emplace_back(path, value);
            }
            m_study.variants.push_back(std::move(read));
        }
        return {};
    }

    const nlohmann::json& m_in;
    Study m_study;
};

nlohmann::json toJsonValue(const Study& study)
{
    nlohmann::json out{{"format", 1}, {"name", study.name}, {"base", toJson(study.base)},
        {"axes", nlohmann::json::object()}, {"variants", nlohmann::json::array()}};
    for (const auto& axis : study.axes)
        out["axes"][axis.path] = axis.values;
    for (const auto& variant : study.variants) {
        nlohmann::json set = nlohmann::json::object();
        for (const auto& [path, value] : variant.settings)
            set[path] = value;
        out["variants"].push_back({{"label", variant.label}, {"set", std::move(set)}});
    }
    return out;
}

} // namespace

const StudyAxis* Study::axis(const std::string& path) const
{
    const auto found
        = std::find_if(axes.begin(), axes.end(), [&](const auto& one) { return one.path == path; });
    return found == axes.end() ? nullptr : &*found;
}

Result<Study> studyFromText(std::string_view text, const std::string& name)
{
    const auto parsed = parseJson(text, name);
    if (!parsed)
        return parsed.error();
    auto study = StudyReader(parsed.value()).read();
    if (!study)
        return Error{study.error().kind, name + ": " + study.error().message};
    return study;
}

Result<Study> readStudy(const std::filesystem::path& file)
{
    const auto text = readFile(file);
    if (!text)
        return text.error();
    auto study = studyFromText(text.value(), file.string());
    if (study)
        makePathsAbsolute(study.value().base, file);
    return study;
}

Result<void> checkNames(const Study& study)
{
    if (hasControlCharacter(study.name))
        return controlCharacter("name", study.name);
    for (std::size_t i = 0; i < study.variants.size(); ++i)
        if (hasControlCharacter(study.variants[i].label))
            return controlCharacter("variants[" + std::to_string(i) + "].label", study.variants[i].label);
    return {};
}

std::string toFileText(const Study& study)
{
    return toJsonValue(study).dump(2) + "\n";
}

std::string studyHash(const Study& study, const Dataset& dataset)
{
    auto content = toJsonValue(study);
    content.erase("name");
    content["base"].erase("name");
    content["base"]["dataset"] = dataset.fingerprint;
    return sha256Hex(content.dump()).substr(0, 12);
}

} // namespace modalscope
