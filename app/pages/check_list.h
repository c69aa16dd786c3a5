#pragma once

#include <QColor>
#include <QListWidget>

#include <set>
#include <string>
#include <vector>

namespace modalscope {

/// One thing that can be shown or hidden.
struct CheckItem {
    std::string key;
    QString text;
    QString toolTip;
    QColor color; ///< swatch; invalid = none
    bool bold = false; ///< belongs to the selection
};

/// A short list of ticks that remembers what was unticked, also for things that go and come back. A double
/// click shows one thing alone, again everything.
class CheckList : public QListWidget {
    Q_OBJECT
public:
    explicit CheckList(QWidget* parent = nullptr);

    void setItems(const std::vector<CheckItem>& items);
    std::vector<std::string> checked() const;
    const std::set<std::string>& hidden() const { return m_hidden; }
    void setHidden(std::set<std::string> keys);
    std::vector<std::string> selectedKeys() const;

Q_SIGNALS:
    void changed();

private:
    void isolate(const std::string& key);
    void applyHidden();

    bool m_filling = false;
    std::set<std::string> m_hidden;
    std::vector<CheckItem> m_items;
};

} // namespace modalscope
