#pragma once

#include <QWidget>

#include <filesystem>
#include <string>

class QLabel;
class QPlainTextEdit;

namespace modalscope {

class BackgroundLine;
class SearchField;

/// The log of one run, read in the background; the last 256 kB of a long one.
class RunLogPanel : public QWidget {
    Q_OBJECT
public:
    explicit RunLogPanel(QWidget* parent = nullptr);

    void setRun(
        const std::filesystem::path& folder, const std::string& error); ///< an empty folder: none is chosen
    void refresh(); ///< reads again

private:
    void showText(const QString& text);
    void find(const QString& words);

    std::filesystem::path m_folder;
    QString m_error;
    bool m_reading = false;
    QLabel* m_note;
    SearchField* m_search;
    QPlainTextEdit* m_text;
    BackgroundLine* m_line;
};

} // namespace modalscope
