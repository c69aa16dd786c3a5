#include "app/window/render_report_pages.h"

#include "app/window/render_report_table.h"
#include "core/base/text.h"
#include "core/figure/report_sections.h"
#include "widgets/base/text.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>
#include <map>

namespace modalscope {
namespace {

const QColor kMuted(0x44, 0x44, 0x44);
constexpr double kCaptionGap = 1.5 * PageFlow::kMillimetre;
constexpr double kHeadingHeight = 18 * PageFlow::kMillimetre; // of a topic, with the space around it

/// Pages on which things stand, from a first pass that draws nothing.
struct PageNumbers {
    std::map<std::string, int> byId;
    int count = 0;
};

/// Writes a report on the pages of a flow.
class PageReport {
public:
    PageReport(PageFlow& flow, const StudyReport& report, std::span<const DrawnFigure> drawn,
        const PageNumbers& known)
        : m_flow(flow)
        , m_report(report)
        , m_drawn(drawn)
        , m_known(known)
        , m_sections(reportSections(report))
        , m_figures(reportFigures(report))
    { }

    PageNumbers write()
    {
        m_flow.text({toQt(m_report.title), {.points = 20, .bold = true}, {}});
        m_flow.space(1 * PageFlow::kMillimetre);
        m_flow.text({toQt("Report of " + utcText(m_report.origin.made) + " by " + m_report.program),
            {.points = 9, .color = kMuted}, {}});
        writeContents();
        for (const auto& section : m_sections) {
            const bool isFirst = &section == &m_sections.front();
            m_flow.space((isFirst ? 6 : 9) * PageFlow::kMillimetre);
            heading(section.id, section.title, 14, 30);
            for (std::size_t i = 0; i < section.blocks.size(); ++i) {
                if (std::holds_alternative<ReportHeading>(section.blocks[i]) && i + 1 < section.blocks.size())
                    m_flow.need(kHeadingHeight + figureHeight(section.blocks[i + 1]));
                std::visit([&](const auto& content) { write(content); }, section.blocks[i]);
            }
        }
        m_numbers.count = m_flow.page();
        return m_numbers;
    }

private:
    /// Stays with at least `kept` millimetres of what follows.
    void heading(const std::string& id, const std::string& title, double points, double kept)
    {
        m_flow.need(kept * PageFlow::kMillimetre);
        if (!id.empty())
            m_numbers.byId[id] = m_flow.page();
        m_flow.text({toQt(title), {.points = points, .bold = true}, {}});
        m_flow.space(1.2 * PageFlow::kMillimetre);
    }

    void contentsLine(const std::string& id, const std::string& title, bool isInner)
    {
        const auto known = m_known.byId.find(id);
        const auto number = known == m_known.byId.end() ? QString() : QString::number(known->second);
        const double indent = isInner ? 6 * PageFlow::kMillimetre : 0;
        const double numberWidth = 10 * PageFlow::kMillimetre;
        m_flow.row({{toQt(title), {.points = 9, .bold = !isInner}, {}},
                       {number, {.points = 9, .alignment = Qt::AlignRight}, {}}},
            {{indent, PageFlow::kWidth - numberWidth - indent},
                {PageFlow::kWidth - numberWidth, numberWidth}},
            0.6 * PageFlow::kMillimetre);
    }

    void writeContents()
    {
        m_flow.space(6 * PageFlow::kMillimetre);
        m_flow.rule(0.5);
        m_flow.space(2 * PageFlow::kMillimetre);
        for (const auto& section : m_sections) {
            contentsLine(section.id, section.title, false);
            for (const auto& block : section.blocks)
                if (const auto* inner = std::get_if<ReportHeading>(&block))
                    contentsLine(inner->id, inner->title, true);
        }
        m_flow.space(2 * PageFlow::kMillimetre);
        m_flow.rule(0.5);
    }

    void write(const std::string& paragraph)
    {
        m_flow.space(1 * PageFlow::kMillimetre);
        m_flow.text({toQt(paragraph), {}, {}});
        m_flow.space(1 * PageFlow::kMillimetre);
    }

    void write(const ReportHeading& inner)
    {
        m_flow.space(6 * PageFlow::kMillimetre);
        heading(inner.id, inner.title, 11.5, 30);
    }

    void smallHeading(const std::string& title)
    {
        if (title.empty())
            return;
        m_flow.space(3 * PageFlow::kMillimetre);
        heading({}, title, 9.5, 15);
    }

    void write(const ReportFacts& facts)
    {
        smallHeading(facts.title);
        double widest = 0;
        for (const auto& fact : facts.facts)
            widest = std::max(widest, PageFlow::textWidth({toQt(fact.name), {}, {}}));
        const double name = std::min(widest, PageFlow::kWidth * 0.4);
        const double gap = 4 * PageFlow::kMillimetre;
        for (const auto& fact : facts.facts)
            m_flow.row({{toQt(fact.name), {.color = kMuted}, {}}, {toQt(fact.value), {}, {}}},
                {{0, name}, {name + gap, PageFlow::kWidth - name - gap}}, 0.5 * PageFlow::kMillimetre);
    }

    void write(const ReportList& list)
    {
        const double indent = 4 * PageFlow::kMillimetre;
        for (const auto& item : list.items)
            m_flow.row({{QStringLiteral("•"), {}, {}}, {toQt(item), {}, {}}},
                {{0, indent}, {indent, PageFlow::kWidth - indent}}, 0.8 * PageFlow::kMillimetre);
    }

    void write(const ReportCode& code)
    {
        smallHeading(code.title);
        const double indent = 2 * PageFlow::kMillimetre;
        for (const auto& text : splitText(code.text, '\n')) {
            const PageCell cell{toQt(text), {.points = 7.5, .fixedWidth = true}, {}};
            const double height = PageFlow::textHeight(cell, PageFlow::kWidth - indent);
            m_flow.need(height);
            m_flow.shade(height);
            m_flow.text(cell, indent);
        }
    }

    void write(const Table& table) { drawReportTable(m_flow, table); }

    PageCell captionOf(std::size_t index) const
    {
        const auto& figure = *m_figures[index];
        const auto name = QStringLiteral("Figure %1. %2. ").arg(index + 1).arg(toQt(figure.title));
        PageCell caption{name + toQt(figure.note), {.points = 8}, {}};
        if (const auto from = provenanceSentence(figure.provenance); !from.empty())
            caption.text += QLatin1Char(' ') + toQt(from);
        QTextLayout::FormatRange bold{0, int(name.size()), {}};
        bold.format.setFontWeight(QFont::Bold);
        caption.formats.append(bold);
        return caption;
    }

    /// With its caption; 0 of what is no figure.
    double figureHeight(const ReportBlock& block) const
    {
        const auto* at = std::get_if<ReportFigureAt>(&block);
        if (at == nullptr || at->index >= m_drawn.size())
            return 0;
        return std::max(0.0, m_drawn[at->index].millimetres.height()) * PageFlow::kMillimetre + kCaptionGap
            + PageFlow::textHeight(captionOf(at->index), PageFlow::kWidth);
    }

    void write(const ReportFigureAt& at)
    {
        m_flow.space(4 * PageFlow::kMillimetre);
        m_flow.need(figureHeight(at));
        if (at.index < m_drawn.size())
            m_flow.figure(m_drawn[at.index]);
        m_flow.space(kCaptionGap);
        m_flow.text(captionOf(at.index));
        m_flow.space(3 * PageFlow::kMillimetre);
    }

    PageFlow& m_flow;
    const StudyReport& m_report;
    std::span<const DrawnFigure> m_drawn;
    const PageNumbers& m_known;
    std::vector<ReportSection> m_sections;
    std::vector<const Figure*> m_figures;
    PageNumbers m_numbers;
};

} // namespace

QByteArray reportPdf(const StudyReport& report, std::span<const DrawnFigure> figures)
{
    const auto footer = toQt(report.title + ", " + report.studyHash + " (" + report.program + ")");
    PageFlow counting(nullptr, nullptr, footer, 0);
    const auto numbers = PageReport(counting, report, figures, {}).write();

    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    constexpr int kUnitsPerInch = 720;
    writer.setResolution(kUnitsPerInch);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins({});
    writer.setTitle(toQt(report.title));
    writer.setCreator(toQt(report.program));
    QPainter painter(&writer);
    PageFlow flow(&writer, &painter, footer, numbers.count);
    PageReport(flow, report, figures, numbers).write();
    painter.end();
    return bytes;
}

} // namespace modalscope
