#pragma once

#include "app/page.h"

#include <QTabWidget>

#include <memory>
#include <vector>

namespace modalscope {

/// The pages as tabs. A page's widget is made when its tab is first shown.
class PageTabs : public QTabWidget {
    Q_OBJECT
public:
    explicit PageTabs(std::vector<std::unique_ptr<Page>> pages, QWidget* parent = nullptr);
    ~PageTabs() override;

    Page* currentPage() const; ///< null when there are no pages
    const std::vector<std::unique_ptr<Page>>& pages() const { return m_pages; }
    void showPage(const QString& id); ///< ignored when there is no such page

    QJsonObject saveState() const; ///< of the pages and which one is shown
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void pageShown();

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeWidget(int index);
    void fitIcons(); ///< titles alone, close together, where there is no room for both

    std::vector<std::unique_ptr<Page>> m_pages;
    std::vector<bool> m_made;
    int m_widthWithIcons = 0; // pixels
    QJsonObject m_states; // by page id; handed over when the widget is made
};

} // namespace modalscope
