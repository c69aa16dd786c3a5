#include "widgets/plot/figure_data_dialog.h"

#include "widgets/base/text.h"
#include "widgets/plot/plain_number.h"
#include "widgets/tables/column_table_model.h"
#include "widgets/tables/table_view.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace modalscope {
namespace {

using Column = TableColumn<QStringList>;

/// Shows numbers with the digits that people read; what is copied has them all.
class ShortNumberDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QString displayText(const QVariant& value, const QLocale&) const override
    {
        constexpr int kDigits = 6;
        const auto text = value.toString();
        bool isNumber = false;
        const double number = text.toDouble(&isNumber);
        const bool isWhole = !text.contains(QLatin1Char('.')) && !text.contains(QLatin1Char('e'));
        return isNumber && !isWhole && text.size() > kDigits + 1 ? plainNumber(number, kDigits) : text;
    }
};

std::vector<Column> columnsOf(const QStringList& titles, const QStringList& firstRow)
{
    std::vector<Column> columns;
    for (int i = 0; i < titles.size(); ++i) {
        Column column(titles[i], [i](const QStringList& row) { return row.value(i); });
        column.withToolTip([i](const QStringList& row) { return row.value(i); });
        bool isNumber = false;
        (void)firstRow.value(i).toDouble(&isNumber);
        if (isNumber)
            column.alignedRight();
        column.sortedBy([i](const QStringList& row) {
            bool ok = false;
            const double value = row.value(i).toDouble(&ok);
            return ok ? QVariant(value) : QVariant(row.value(i));
        });
        columns.push_back(std::move(column));
    }
    return columns;
}

} // namespace

std::vector<QStringList> csvCells(const QString& csv)
{
    std::vector<QStringList> rows;
    QStringList row;
    QString cell;
    bool isQuoted = false;
    for (qsizetype i = 0; i < csv.size(); ++i) {
        const auto c = csv[i];
        if (isQuoted) {
            if (c != QLatin1Char('"'))
                cell += c;
            else if (i + 1 < csv.size() && csv[i + 1] == QLatin1Char('"'))
                cell += csv[++i];
            else
                isQuoted = false;
        } else if (c == QLatin1Char('"')) {
            isQuoted = true;
        } else if (c == QLatin1Char(',') || c == QLatin1Char('\n')) {
            row << std::exchange(cell, {});
            if (c == QLatin1Char('\n'))
                rows.push_back(std::exchange(row, {}));
        } else if (c != QLatin1Char('\r')) {
            cell += c;
        }
    }
    if (!cell.isEmpty() || !row.isEmpty())
        rows.push_back(row << cell);
    return rows;
}

FigureDataDialog::FigureDataDialog(const Figure& figure, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("figureDataDialog"));
    setWindowTitle(tr("Data of %1").arg(toQt(figure.title)));
    resize(720, 460);
    auto rows = csvCells(toQt(figureCsv(figure)));
    const auto titles = rows.empty() ? QStringList() : rows.front();
    if (!rows.empty())
        rows.erase(rows.begin());
    auto* model = new ColumnTableModel<QStringList>(
        columnsOf(titles, rows.empty() ? QStringList() : rows.front()), this);
    const auto count = rows.size();
    model->setRows(std::move(rows));

    auto* view = new TableView(this);
    view->setModel(model);
    view->table()->setItemDelegate(new ShortNumberDelegate(view));
    auto* note = new QLabel(counted(qlonglong(count), tr("row"), tr("rows"))
            + tr(". Ctrl+C copies the selected rows with all digits, or all when none is selected."),
        this);
    note->setProperty("caption", true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    copy->setObjectName(QStringLiteral("copyButton"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(view);
    layout->addWidget(note);
    layout->addWidget(buttons);
    connect(copy, &QPushButton::clicked, view, &TableView::copySelection);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace modalscope
