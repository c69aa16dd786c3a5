#pragma once

#include "core/figure/figure.h"
#include "widgets/plot/page_export_dialog.h"

namespace modalscope {

/// Asks how a figure is to be written: its page, with a height that suits it, also as numbers or a script.
/// Preview and file are made at once: QCustomPlot draws on the window's thread only.
class ExportDialog : public PageExportDialog {
    Q_OBJECT
public:
    explicit ExportDialog(Figure figure, QWidget* parent = nullptr);

    ExportOptions options() const;

private:
    void suitHeight(int journal);
    double heightMm() const override;
    QString caption(double dpi) const override;
    void drawPreview(double dpi) override;
    void write(const QString& path) override;

    Figure m_figure;
    QDoubleSpinBox* m_height;
    QCheckBox* m_title;
    QCheckBox* m_note;
};

} // namespace modalscope
