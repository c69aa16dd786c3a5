#include "core/figure/report_html.h"

#include "core/base/text.h"
#include "core/figure/report_sections.h"
#include "core/figure/report_style.h"
#include "core/figure/table_parts.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

std::string element(const std::string& name, const std::string& text)
{
    return "<" + name + ">" + htmlText(text) + "</" + name + ">";
}

std::string between(const std::string& text, const std::string& from, const std::string& to)
{
    const auto first = text.find(from);
    const auto last = text.rfind(to);
    return first == std::string::npos || last == std::string::npos
        ? text
        : text.substr(first + from.size(), last - first - from.size());
}

void replaceEach(std::string& text, const std::string& from, const std::string& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// Value of an attribute of the outermost element.
std::string attributeOf(const std::string& svg, const std::string& name)
{
    const auto first = svg.find(" " + name + "=\"");
    if (first == std::string::npos || first > svg.find('>'))
        return {};
    const auto from = first + name.size() + 3;
    return svg.substr(from, svg.find('"', from) - from);
}

/// Takes out ` name="..."` of the outermost element.
void eraseAttribute(std::string& svg, const std::string& name)
{
    const auto end = svg.find('>');
    const auto first = svg.find(" " + name + "=\"");
    if (first == std::string::npos || first > end)
        return;
    const auto last = svg.find('"', first + name.size() + 3);
    if (last != std::string::npos)
        svg.erase(first, last - first + 1);
}

class HtmlReport {
public:
    HtmlReport(const StudyReport& report, const FigureSvg& svgOf)
        : m_report(report)
        , m_svgOf(svgOf)
        , m_sections(reportSections(report))
        , m_figures(reportFigures(report))
    { }

    std::string page()
    {
        m_out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"generator\" content=\""
            + htmlText(m_report.program) + "\">\n" + element("title", m_report.title) + "\n<style>"
            + kReportStyle + "</style>\n</head>\n<body>\n<div class=\"page\">\n<header>"
            + element("h1", m_report.title)
            + element("p", "Report of " + utcText(m_report.origin.made) + " by " + m_report.program)
            + "</header>\n";
        writeContents();
        m_out += "<main>\n";
        for (const auto& section : m_sections) {
            m_out += "<section id=\"" + htmlText(section.id) + "\">\n" + element("h2", section.title) + "\n";
            for (const auto& block : section.blocks)
                std::visit([&](const auto& content) { write(content); }, block);
            m_out += "</section>\n";
        }
        return std::move(m_out) + "</main>\n</div>\n</body>\n</html>\n";
    }

private:
    static std::string linkTo(const std::string& id, const std::string& title)
    {
        return "<a href=\"#" + htmlText(id) + "\">" + htmlText(title) + "</a>";
    }

    void writeContents()
    {
        m_out += "<nav aria-label=\"Contents\">\n<ol>\n";
        for (const auto& section : m_sections) {
            m_out += "<li>" + linkTo(section.id, section.title);
            std::string inner;
            for (const auto& block : section.blocks)
                if (const auto* heading = std::get_if<ReportHeading>(&block))
                    inner += "<li>" + linkTo(heading->id, heading->title) + "</li>";
            m_out += (inner.empty() ? "" : "<ol>" + inner + "</ol>") + "</li>\n";
        }
        m_out += "</ol>\n</nav>\n";
    }

    void write(const std::string& paragraph) { m_out += element("p", paragraph) + "\n"; }

    void write(const ReportHeading& heading)
    {
        m_out += "<h3 id=\"" + htmlText(heading.id) + "\">" + htmlText(heading.title) + "</h3>\n";
    }

    void write(const ReportFacts& facts)
    {
        if (!facts.title.empty())
            m_out += element("h4", facts.title) + "\n";
        m_out += "<dl>\n";
        for (const auto& fact : facts.facts)
            m_out += element("dt", fact.name) + element("dd", fact.value) + "\n";
        m_out += "</dl>\n";
    }

    void write(const ReportList& list)
    {
        m_out += "<ul>\n";
        for (const auto& item : list.items)
            m_out += element("li", item) + "\n";
        m_out += "</ul>\n";
    }

    void write(const ReportCode& code)
    {
        m_out += element("h4", code.title) + "\n<pre tabindex=\"0\"><code>" + htmlText(code.text, true)
            + "</code></pre>\n";
    }

    void write(const Table& table)
    {
        const bool isOfTexts = std::all_of(table.rows.begin(), table.rows.end(), [](const auto& row) {
            return std::any_of(
                row.cells.begin(), row.cells.end(), [](const auto& cell) { return cell.text.size() > 60; });
        });
        auto body = between(tableHtml(table), "<body>\n", "</body>");
        replaceEach(body, "</table>\n<p>", "</table></div>\n<p class=\"note\">");
        replaceEach(body, "</p>\n<p>", "</p>\n<p class=\"note\">");
        const bool isClosed = body.find("</table></div>") != std::string::npos;
        m_out += std::string("<div class=\"wide") + (isOfTexts && !table.rows.empty() ? " texts" : "")
            + "\" tabindex=\"0\">\n" + body + (isClosed ? "" : "</div>\n");
        if (const auto from = provenanceSentence(table.provenance); !from.empty())
            m_out += "<details><summary>Where the numbers come from</summary>"
                + htmlText(joinText(table.provenance.runs, ", ")) + "</details>\n";
    }

    void write(const ReportFigureAt& at)
    {
        const auto& figure = *m_figures[at.index];
        const auto id = "figure-" + std::to_string(at.index + 1);
        const auto svg = m_svgOf ? m_svgOf(figure) : std::string();
        m_out += "<figure id=\"" + id + "\">\n";
        if (!svg.empty())
            m_out += "<div class=\"drawing\" role=\"img\" aria-label=\"" + htmlText(figure.title) + "\">\n"
                + inlineSvg(svg, id + "-") + "\n</div>\n";
        m_out += "<figcaption><strong>Figure " + std::to_string(at.index + 1) + ". " + htmlText(figure.title)
            + ".</strong> " + htmlText(figure.note);
        if (const auto from = provenanceSentence(figure.provenance); !from.empty())
            m_out += "\n<details><summary>" + htmlText(from) + "</summary>"
                + htmlText(joinText(figure.provenance.runs, ", ")) + "</details>";
        m_out += "</figcaption>\n</figure>\n";
    }

    const StudyReport& m_report;
    const FigureSvg& m_svgOf;
    std::vector<ReportSection> m_sections;
    std::vector<const Figure*> m_figures;
    std::string m_out;
};

} // namespace

std::string reportHtml(const StudyReport& report, const FigureSvg& svgOf)
{
    return HtmlReport(report, svgOf).page();
}

std::string inlineSvg(const std::string& svg, const std::string& prefix)
{
    const auto first = svg.find("<svg");
    const auto last = svg.rfind("</svg>");
    if (first == std::string::npos || last == std::string::npos)
        return {};
    auto text = svg.substr(first, last + 6 - first);
    const auto width = attributeOf(text, "width");
    for (const auto* name : {"xmlns", "xmlns:xlink", "width", "height", "baseProfile", "version"})
        eraseAttribute(text, name);
    if (width.ends_with("mm") && std::isfinite(numberFromText(width.substr(0, width.size() - 2))))
        text.insert(4, " style=\"max-width: calc(1.35 * " + width + ")\""); // letters as large as the text's
    for (const auto* mark : {" id=\"", "url(#", "href=\"#"})
        replaceEach(text, mark, mark + prefix);
    for (const auto* name : {"title", "desc"}) { // the caption says both; browsers show a title as a tip
        const auto open = text.find("<" + std::string(name) + ">");
        const auto close = text.find("</" + std::string(name) + ">");
        if (open != std::string::npos && close != std::string::npos)
            text.erase(open, close + std::string(name).size() + 3 - open);
    }
    return text;
}

} // namespace modalscope
