#pragma once

#include "core/base/text.h"
#include "core/config/json_settings.h"
#include "core/config/option_help.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace modalscope {

/// An option set on the command line: "min_dist" becomes --min-dist, with help, range and default from its
/// describe(). Values are checked as those of a file are.
class DescribedFlags {
public:
    /// `without`: fields that get no flag; `also`: a second name for the flag of a field.
    template <class Options>
    void add(CLI::App& command, const Options& defaults, const std::vector<std::string>& without = {},
        const std::map<std::string, std::string>& also = {})
    {
        for (const auto& field : optionHelp(defaults)) {
            if (std::ranges::find(without, field.path) != without.end())
                continue;
            auto flag = field.path;
            std::ranges::replace(flag, '_', '-');
            flag = "--" + flag;
            if (const auto other = also.find(field.path); other != also.end())
                flag += ",--" + other->second;
            auto help = field.help;
            if (!field.range.empty())
                help += " (" + field.range + ")";
            std::string shown = field.defaultValue;
            std::erase(shown, '"');
            command.add_option(flag, (*m_texts)[field.path], help + "; default: " + shown);
        }
    }

    /// Error: InvalidInput, "--min-dist: ...".
    template <class Options>
    Result<Options> options(Options options) const
    {
        for (const auto& [path, text] : *m_texts) {
            if (text.empty())
                continue;
            auto changed = optionsWithSetting(options, path + "=" + text);
            if (!changed)
                return Error{changed.error().kind, "--" + changed.error().message};
            options = std::move(changed).value();
        }
        return options;
    }

private:
    std::shared_ptr<std::map<std::string, std::string>> m_texts
        = std::make_shared<std::map<std::string, std::string>>(); // where the command line puts them
};

} // namespace modalscope
