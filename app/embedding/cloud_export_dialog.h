#pragma once

#include "widgets/cloud/cloud_export.h"
#include "widgets/plot/page_export_dialog.h"
#include "widgets/runs/newest_work.h"

namespace modalscope {

/// Asks how a point cloud is to be written: its page, with a height of its own. Preview and file are made in
/// the background.
class CloudExportDialog : public PageExportDialog {
    Q_OBJECT
public:
    explicit CloudExportDialog(CloudFigure figure, QWidget* parent = nullptr);
    ~CloudExportDialog() override;

    ExportOptions options() const;

private:
    struct Preview {
        std::shared_ptr<const CloudFigure> figure;
        ExportOptions options;
        double dpi = 72;
    };
    double heightMm() const override;
    void drawPreview(double dpi) override;
    void write(const QString& path) override;

    std::shared_ptr<const CloudFigure> m_figure;
    QDoubleSpinBox* m_height;
    QCheckBox* m_title;
    QCheckBox* m_note;
    NewestWork<Preview, QImage> m_pictures;
    BackgroundLine m_disk; // last: its thread ends first
};

} // namespace modalscope
