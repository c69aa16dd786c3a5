#pragma once

#include <QWidget>

class QListWidget;
class QTextBrowser;

namespace modalscope {

class SearchField;

/// The help: topics on the left, text on the right, a search over all of it.
class HelpView : public QWidget {
    Q_OBJECT
public:
    explicit HelpView(QWidget* parent = nullptr);

    void showTopic(const QString& id); ///< an unknown id shows the first
    QString topic() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void fillList(const QString& query);
    void showText(const QString& id);
    void setTableLook();
    void markMatches();

    SearchField* m_search;
    QListWidget* m_list;
    QTextBrowser* m_text;
    QString m_query;
};

} // namespace modalscope
