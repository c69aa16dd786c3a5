#include "core/figure/figure_origin.h"

#include "core/base/text.h"

namespace modalscope {

std::vector<std::string> originLines(const Figure& figure)
{
    const auto& from = figure.provenance;
    std::vector<std::string> lines;
    const auto add = [&](const char* what, std::string text) {
        for (char& c : text)
            if (c == '\r' || c == '\f' || c == '\v')
                c = ' '; // some programs end a line at these
        for (const auto& line : splitText(text, '\n'))
            if (!line.empty())
                lines.push_back(what + line);
    };
    add("", figure.title.empty() ? figure.name : figure.title);
    add("", figure.note);
    add("", from.program);
    add("runs: ", joinText(from.runs, ", "));
    add("specification: ", from.specHash);
    add("command: ", from.command);
    return lines;
}

std::string originComment(const Figure& figure, const std::string& mark)
{
    std::string text;
    for (const auto& line : originLines(figure))
        text += mark + line + '\n';
    return text;
}

} // namespace modalscope
