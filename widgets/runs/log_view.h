#pragma once

#include <QWidget>

#include <string>
#include <vector>

class QLabel;
class QPlainTextEdit;

namespace modalscope {

class SearchField;

/// The log of one run; follows its end unless the user has scrolled up. The search field marks every match
/// and Enter goes to the next one.
class LogView : public QWidget {
    Q_OBJECT
public:
    explicit LogView(QWidget* parent = nullptr);

    /// Lines of `run`; when these only grew, new ones are added and the view stays where it is.
    void setLog(const QString& run, const QString& title, const std::vector<std::string>& lines);
    QString text() const;

private:
    void markMatches();
    void findNext();

    QString m_run;
    std::vector<std::string> m_lines;
    QLabel* m_title;
    SearchField* m_search;
    QPlainTextEdit* m_text;
};

} // namespace modalscope
