#pragma once

#include "core/base/text.h"
#include "core/config/json_options.h"

#include <limits>
#include <string>
#include <vector>

namespace modalscope {

/// One option as a line of help.
struct OptionHelp {
    std::string path; ///< "train.learning_rate"
    std::string help; ///< its meaning, with the values of a choice
    std::string range; ///< "1 to 100000"; empty when everything goes
    std::string defaultValue; ///< as JSON
};

/// Visitor that collects help for every field, option sets inside included.
struct OptionHelpWriter {
    std::string path;
    std::vector<OptionHelp> out;

    template <class T>
    void operator()(const Field& field, const T& value)
    {
        const auto name = path.empty() ? std::string(field.name) : path + "." + std::string(field.name);
        if constexpr (Described<const T>) {
            OptionHelpWriter inner{name, {}};
            describe(value, inner);
            out.insert(out.end(), inner.out.begin(), inner.out.end());
        } else {
            std::string help(field.help);
            std::string range;
            if constexpr (ChoiceEnum<T>)
                help += ": " + choiceList<T>();
            else if (field.most < std::numeric_limits<double>::max())
                range = numberText(field.least) + " to " + numberText(field.most);
            out.push_back({name, help, range, JsonWriter::toValue(value).dump()});
        }
    }
};

template <class Options>
std::vector<OptionHelp> optionHelp(const Options& options, std::string path = {})
{
    OptionHelpWriter writer{std::move(path), {}};
    describe(options, writer);
    return std::move(writer.out);
}

} // namespace modalscope
