#include "core/config/json_options.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace modalscope {
namespace {

/// How many single-letter changes lead from one name to the other (Levenshtein).
std::size_t editDistance(const std::string& a, const std::string& b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

std::string advice(const std::string& name, const std::vector<std::string>& known)
{
    const auto nearest = std::min_element(known.begin(), known.end(),
        [&](const auto& a, const auto& b) { return editDistance(name, a) < editDistance(name, b); });
    if (nearest != known.end() && editDistance(name, *nearest) <= 2)
        return "; did you mean " + *nearest + "?";
    return "; known here: " + joinText(known, ", ");
}

constexpr int kMostLevels = 100;

/// nlohmann keeps the last of two equal names and recurses into every level: both are looked for before it
/// parses. (Its own callback, which could watch while it parses, takes time that grows with the square of an
/// object's members: half a minute for a file of 20,000 tensors.)
class JsonWatch : public nlohmann::json::json_sax_t {
public:
    std::string problem; ///< the first one

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override
    {
        if (!m_names.back().insert(name).second)
            problem = "has the name \"" + name + "\" twice in one object; remove one";
        return problem.empty();
    }
    /// Is told by the parser itself afterwards.
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override
    {
        return false;
    }

private:
    bool open()
    {
        if (m_names.size() == std::size_t(kMostLevels))
            problem = "is nested more than " + std::to_string(kMostLevels) + " levels deep";
        m_names.emplace_back();
        return problem.empty();
    }
    bool close()
    {
        m_names.pop_back();
        return true;
    }

    std::vector<std::unordered_set<std::string>> m_names; // of the objects that are open; of lists none
};

} // namespace

JsonReader::JsonReader(const nlohmann::json& in, std::string path, Unknown* unknown)
    : m_in(in)
    , m_path(std::move(path))
    , m_unknown(unknown)
{
    if (!in.is_object())
        m_error = wrongType(m_path, "an object {...}");
}

std::optional<Error> JsonReader::finish()
{
    if (m_error)
        return m_error;
    for (const auto& [name, value] : m_in.items()) {
        if (std::find(m_known.begin(), m_known.end(), name) != m_known.end())
            continue;
        if (m_unknown != nullptr)
            m_unknown->push_back(pathOf(name));
        else
            return Error{ErrorKind::InvalidInput, pathOf(name) + " is not an option" + advice(name, m_known)};
    }
    return std::nullopt;
}

std::string JsonReader::pathOf(std::string_view name) const
{
    return m_path.empty() ? std::string(name) : m_path + "." + std::string(name);
}

Error JsonReader::wrongType(const std::string& path, const std::string& wanted)
{
    return {ErrorKind::InvalidInput,
        (path.empty() ? "the file" : path) + " has the wrong type; it must be " + wanted};
}

std::optional<Error> JsonReader::checkNumber(
    const nlohmann::json& in, const std::string& path, const Field& field, bool whole)
{
    if (whole ? !in.is_number_integer() : !in.is_number())
        return wrongType(path, whole ? "a whole number" : "a number");
    const auto value = in.get<double>();
    if (value < field.least || value > field.most || !std::isfinite(value)) {
        const bool bounded = field.most < std::numeric_limits<double>::max();
        return Error{ErrorKind::InvalidInput,
            path + " is out of range: " + in.dump() + " is not "
                + (bounded ? "between " + numberText(field.least) + " and " + numberText(field.most)
                           : "at least " + numberText(field.least))};
    }
    return std::nullopt;
}

Result<nlohmann::json> parseJson(std::string_view text, const std::string& name)
{
    try {
        JsonWatch watch;
        nlohmann::json::sax_parse(text, &watch);
        if (!watch.problem.empty())
            return Error{ErrorKind::Format, name + ": " + watch.problem};
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        const auto before = text.substr(0, std::min(error.byte, text.size()));
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        return Error{ErrorKind::Format, name + ": is not valid JSON, see line " + std::to_string(line)};
    } catch (const nlohmann::json::out_of_range&) {
        return Error{
            ErrorKind::Format, name + ": holds a number too large to be stored, such as 1e400; correct it"};
    }
}

} // namespace modalscope
