#pragma once

#include "widgets/plot/figure_batch.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace modalscope {

class MessageBar;

/// Asks how many figures are to be written at once: folder, formats, journal, title and note, and what
/// happens to files of the same name, which are kept unless the user says otherwise each time. Figures on
/// paper are light whatever the window's theme is. Remembers the last choice but that one.
class BatchExportDialog : public QDialog {
    Q_OBJECT
public:
    explicit BatchExportDialog(std::vector<Figure> figures, QWidget* parent = nullptr);

    BatchOptions options() const;

public Q_SLOTS:
    void chooseFolder();
    void writeAll(); ///< closes when the folder could be written into; says else why not

Q_SIGNALS:
    void exported(const modalscope::BatchExport& done, const QString& summary);

private:
    void remember() const;

    std::vector<Figure> m_figures;
    MessageBar* m_messages;
    QLineEdit* m_folder;
    std::vector<std::pair<ExportFormat, QCheckBox*>> m_formats;
    QComboBox* m_preset;
    QCheckBox* m_title;
    QCheckBox* m_note;
    QComboBox* m_existing;
};

/// One line: "6 files written to /home/a/figures: PDF, SVG; Nature, one column (89 mm)." and, when files
/// failed, how many and the first reason.
QString summaryOf(const BatchExport& done, const BatchOptions& options, const QString& folder);

} // namespace modalscope
