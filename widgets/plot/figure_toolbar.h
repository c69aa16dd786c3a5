#pragma once

#include <QWidget>

namespace modalscope {

/// The five buttons of every figure, in its upper right corner.
class FigureToolbar : public QWidget {
    Q_OBJECT
public:
    explicit FigureToolbar(QWidget* parent);

    QAction* fit() const { return m_fit; }
    QAction* pin() const { return m_pin; }
    QAction* data() const { return m_data; }
    QAction* copy() const { return m_copy; }
    QAction* toFile() const { return m_export; }
    QList<QAction*> all() const { return {m_fit, m_pin, m_data, m_copy, m_export}; }

private:
    QAction* add(const QString& name, const QString& iconName, const QString& text, const QString& help,
        const QKeySequence& keys);

    QAction* m_fit;
    QAction* m_pin;
    QAction* m_data;
    QAction* m_copy;
    QAction* m_export;
};

} // namespace modalscope
