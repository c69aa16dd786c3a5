#include "widgets/tables/table_panel.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/tables/export_folder.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

namespace modalscope {
namespace {

struct FormatChoice {
    TablePanel::Format format;
    const char* name;
    const char* ending;
};

constexpr std::array kFormats{FormatChoice{TablePanel::Format::Latex, "LaTeX", "tex"},
    FormatChoice{TablePanel::Format::Markdown, "Markdown", "md"},
    FormatChoice{TablePanel::Format::Csv, "CSV, full precision", "csv"},
    FormatChoice{TablePanel::Format::Html, "HTML", "html"},
    FormatChoice{TablePanel::Format::Text, "plain text", "txt"}};

QString cellText(const TableCell& cell)
{
    const auto shown = shownCell(cell);
    auto text = toQt(shown.value);
    if (!shown.deviation.empty())
        text += QStringLiteral(" ± ") + toQt(shown.deviation);
    if (!cell.marker.empty())
        text += u' ' + toQt(cell.marker);
    if (!shown.count.empty())
        text += QStringLiteral("  (%1)").arg(toQt(shown.count));
    return text;
}

QString originText(const TableCell& cell)
{
    if (cell.runs.empty())
        return {};
    constexpr std::size_t kMostNamed = 8;
    const auto named = std::span(cell.runs).first(std::min(cell.runs.size(), kMostNamed));
    auto text = QObject::tr("Mean over %n run(s): %1", nullptr, int(cell.runs.size()))
                    .arg(toQt(joinText(named, ", ")));
    if (cell.runs.size() > kMostNamed)
        text += QObject::tr(" and %1 more").arg(cell.runs.size() - kMostNamed);
    if (!cell.source.empty())
        text += QObject::tr("\nFrom metrics.json, splits/%1").arg(toQt(cell.source));
    return text + QObject::tr("\nDouble click selects these runs.");
}

} // namespace

TablePanel::TablePanel(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_table(new QTableWidget(this))
    , m_note(new QLabel(this))
    , m_copy(new QToolButton(this))
    , m_export(new QToolButton(this))
{
    m_table->setObjectName(QStringLiteral("valueTable"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::ContiguousSelection);
    m_table->verticalHeader()->hide();
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_note->setWordWrap(true);
    m_note->setProperty("caption", true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
    m_title->setWordWrap(true);
    m_copy->setText(tr("Copy as"));
    m_copy->setIcon(icon(u"copy"));
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copy->setPopupMode(QToolButton::InstantPopup);
    m_copy->setObjectName(QStringLiteral("copyTable"));
    auto* menu = new QMenu(m_copy);
    for (const auto& choice : kFormats)
        menu->addAction(tr(choice.name), this, [this, format = choice.format] { copy(format); });
    m_copy->setMenu(menu);
    m_export->setText(tr("Export…"));
    m_export->setIcon(icon(u"export"));
    m_export->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_export->setObjectName(QStringLiteral("exportTable"));
    auto* top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_copy);
    top->addWidget(m_export);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_note);
    connect(m_export, &QToolButton::clicked, this, &TablePanel::exportTable);
    connect(m_table, &QTableWidget::cellActivated, this, [this](int row, int column) {
        if (column < 1 || row >= int(m_value.rows.size()))
            return;
        const auto& cells = m_value.rows[std::size_t(row)].cells;
        if (std::size_t(column) <= cells.size() && !cells[std::size_t(column) - 1].runs.empty())
            Q_EMIT runsRequested(cells[std::size_t(column) - 1].runs);
    });
    fill();
}

void TablePanel::setTable(Table table)
{
    m_value = std::move(table);
    fill();
}

void TablePanel::fill()
{
    const bool hasRows = !m_value.rows.empty();
    m_title->setText(toQt(m_value.title));
    m_note->setText(toQt(m_value.note));
    m_note->setVisible(!m_value.note.empty());
    m_table->setVisible(hasRows);
    m_copy->setEnabled(hasRows);
    m_export->setEnabled(hasRows);
    m_table->clear();
    m_table->setColumnCount(int(m_value.columns.size()));
    m_table->setRowCount(int(m_value.rows.size()));
    QStringList heads;
    for (const auto& column : m_value.columns)
        heads << toQt(column);
    m_table->setHorizontalHeaderLabels(heads);
    for (int row = 0; row < int(m_value.rows.size()); ++row) {
        const auto& value = m_value.rows[std::size_t(row)];
        m_table->setItem(row, 0, new QTableWidgetItem(toQt(value.label)));
        for (int column = 1; column <= int(value.cells.size()); ++column) {
            const auto& cell = value.cells[std::size_t(column) - 1];
            auto* item = new QTableWidgetItem(cellText(cell));
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            item->setToolTip(originText(cell));
            auto font = item->font();
            font.setBold(cell.best);
            font.setItalic(cell.secondBest);
            item->setFont(font);
            m_table->setItem(row, column, item);
        }
    }
    m_table->resizeColumnsToContents();
}

std::string TablePanel::text(Format format) const
{
    switch (format) {
    case Format::Latex:
        return tableLatex(m_value);
    case Format::Markdown:
        return tableMarkdown(m_value);
    case Format::Csv:
        return tableCsv(m_value);
    case Format::Html:
        return tableHtml(m_value);
    case Format::Text:
        return tableText(m_value);
    }
    return {};
}

void TablePanel::copy(Format format)
{
    QApplication::clipboard()->setText(toQt(text(format)));
    for (const auto& choice : kFormats)
        if (choice.format == format)
            Q_EMIT said(tr("The table was copied as %1.").arg(tr(choice.name)));
}

void TablePanel::exportTable()
{
    QStringList filters;
    for (const auto& choice : kFormats)
        filters << QStringLiteral("%1 (*.%2)").arg(tr(choice.name), QLatin1String(choice.ending));
    const auto path = FileDialog::saveFile(this, tr("Export the table"),
        ExportFolder::placeFor(toQt(m_value.name) + QStringLiteral(".tex")),
        filters.join(QStringLiteral(";;")));
    if (path.isEmpty())
        return;
    for (const auto& choice : kFormats)
        if (path.endsWith(QLatin1Char('.') + QLatin1String(choice.ending), Qt::CaseInsensitive)) {
            const auto written = writeFileAtomically(fromQt(path), text(choice.format));
            if (!written) {
                Q_EMIT failed(toQt(written.error().message));
                return;
            }
            ExportFolder::keepFolderOf(path);
            Q_EMIT said(tr("Written: %1").arg(path));
            return;
        }
    Q_EMIT failed(
        tr("%1: end the name in .tex, .md, .csv, .html or .txt; the ending chooses the format.").arg(path));
}

} // namespace modalscope
