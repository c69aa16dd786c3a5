#pragma once

#include "widgets/base/setting.h"
#include "widgets/plot/page_file.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace modalscope {

class MessageBar;

/// Asks how one page is to be written: journal or own width, font, format, resolution, and rows of its own;
/// the preview is what the file will hold. What cannot be written is said in one sentence and the dialog
/// stays. Remembers the last choice. A subclass adds its rows in its constructor and ends with arrange(); it
/// draws and writes on the thread it likes.
class PageExportDialog : public QDialog {
    Q_OBJECT
public:
    /// Words and remembered values of one kind of picture.
    struct Kind {
        QString name; ///< object names begin with it: "grid"; may be empty
        QString title; ///< of the window
        QString fileTitle; ///< of the dialog that asks for the path
        QString fileName; ///< to suggest, without ending
        QString tooHigh
            = {}; ///< behind the size of a page higher than journals take; %1 is their limit in mm
        Setting<double> widthMm, fontPoints;
        Setting<int> format, dpi;
    };
    ~PageExportDialog() override;

public Q_SLOTS:
    /// Asks for the path and writes; the ending of an offered format chooses it, every other name gets the
    /// ending of the chosen one.
    void chooseFile();
    void writeTo(const QString& path);

Q_SIGNALS:
    void exported(const QString& path);
    void failed(); ///< the message says why

protected:
    PageExportDialog(Kind kind, QWidget* parent);

    // The form, below journal and width: one row after the other.
    QDoubleSpinBox* addNumber(const QString& label, const char* name, double least, double most,
        const QString& unit, const Setting<double>& setting = {}); ///< without a key: not remembered
    QDoubleSpinBox* addFont();
    void addFormats(std::span<const ExportFormat> formats = pageFormats()); ///< and resolution
    QCheckBox* addCheck(
        const QString& label, const QString& text, const char* name, const Setting<bool>& setting);
    QComboBox* addChoice(const QString& label, const char* name);
    void arrange();

    QComboBox* journal() const { return m_journal; }
    ExportOptions page() const; ///< format, width, font and resolution; the rest is the subclass's
    void showPreview(QImage image);
    void finish(const QString& path, const std::optional<Error>& error); ///< says it or closes

    virtual double heightMm() const = 0;
    virtual QString caption(double dpi) const; ///< below the preview, which has `dpi` dots per inch
    virtual void drawPreview(double dpi) = 0; ///< showPreview() follows, now or later
    virtual void write(const QString& path) = 0; ///< finish() follows, now or later

    void resizeEvent(QResizeEvent* event) override;

private:
    QString named(const char* name) const;
    void showJournal();
    void remember() const;
    void updatePreview();

    Kind m_kind;
    QTimer m_pause;
    MessageBar* m_messages;
    QWidget* m_rows;
    QFormLayout* m_form;
    QComboBox* m_journal;
    QDoubleSpinBox* m_width = nullptr;
    QDoubleSpinBox* m_font = nullptr;
    QComboBox* m_format = nullptr;
    QSpinBox* m_dpi = nullptr;
    QLabel* m_preview = nullptr;
    QLabel* m_size = nullptr;
    QPushButton* m_write = nullptr;
    std::vector<std::pair<QDoubleSpinBox*, Setting<double>>> m_numbers;
    std::vector<std::pair<QCheckBox*, Setting<bool>>> m_checks;
};

} // namespace modalscope
