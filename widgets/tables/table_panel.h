#pragma once

#include "core/figure/table.h"

#include <QWidget>

class QLabel;
class QTableWidget;
class QToolButton;

namespace modalscope {

/// Shows a table of results as it will be printed: the best bold, n where seeds are missing, the note below.
/// A cell says in its tool tip which runs and which number of their metrics.json it comes from; double click
/// or Enter asks for these runs. Copies and exports as LaTeX, Markdown, CSV, HTML and plain text.
class TablePanel : public QWidget {
    Q_OBJECT
public:
    explicit TablePanel(QWidget* parent = nullptr);

    void setTable(Table table); ///< without rows: only the note is shown
    const Table& table() const { return m_value; }
    QTableWidget* widget() const { return m_table; }

    enum class Format { Latex, Markdown, Csv, Html, Text };
    std::string text(Format format) const;

public Q_SLOTS:
    void copy(modalscope::TablePanel::Format format);
    void exportTable(); ///< dialog; the ending chooses the format

Q_SIGNALS:
    void runsRequested(const std::vector<std::string>& ids);
    void said(const QString& sentence); ///< what was copied or written
    void failed(const QString& sentence);

private:
    void fill();

    Table m_value;
    QLabel* m_title;
    QTableWidget* m_table;
    QLabel* m_note;
    QToolButton* m_copy;
    QToolButton* m_export;
};

} // namespace modalscope
