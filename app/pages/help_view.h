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
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fitText(); // wraps at the view's width, but no wider than reads well
    void fillList(const QString& query);
    void showText(const QString& id);
    void setTableLook();
    void wrapCode();
    void markMatches();

    SearchField* m_search;
    QListWidget* m_list;
    QTextBrowser* m_text;
    QString m_query;
};

} // namespace modalscope
