#pragma once

#include "widgets/maps/grid_export.h"
#include "widgets/plot/page_export_dialog.h"
#include "widgets/runs/background_line.h"

namespace modalscope {

/// Asks how a figure of panes is to be written: its page, with whole pictures or the parts that were seen.
/// Files are written in the background.
class GridExportDialog : public PageExportDialog {
    Q_OBJECT
public:
    explicit GridExportDialog(GridFigure figure, QWidget* parent = nullptr);
    ~GridExportDialog() override;

    GridOptions options() const;

private:
    double heightMm() const override;
    void drawPreview(double dpi) override;
    void write(const QString& path) override;

    std::shared_ptr<const GridFigure> m_figure;
    QComboBox* m_parts;
    QCheckBox* m_legend;
    QCheckBox* m_note;
    BackgroundLine m_disk; // last: its thread ends first
};

} // namespace modalscope
