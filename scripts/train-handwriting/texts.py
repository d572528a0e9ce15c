"""Invented field texts: names, dates, places, ethnic groups, numbers, documents, notes. Nobody real is in them.

The statistics come from the shared data folder (SOHOA_DATA, default ../../../shared/data from here): counts of name
parts, administrative units old and new, plausible syllables. `Texts(rng).line()` gives (kind, text).
"""
import os
import random

from charset import INDEX, nfc

DATA = os.environ.get('SOHOA_DATA') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../shared/data')

DIGIT = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín']
MONTH = ['giêng', 'hai', 'ba', 'tư', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười', 'mười một', 'mười hai']
NATIONS = ['Việt Nam', 'Việt Nam', 'Việt Nam', 'Việt-Nam', 'Trung Quốc', 'Lào', 'Campuchia', 'Pháp', 'Hoa Kỳ', 'Nga', 'Hàn Quốc',
           'Đài Loan', 'Nhật Bản', 'Đức', 'Ba Lan', 'Thái Lan', 'Anh', 'Úc', 'Liên Xô', 'Tiệp Khắc', 'không quốc tịch']
JOBS = ['Làm ruộng', 'Nông dân', 'Công nhân', 'Giáo viên', 'Bộ đội', 'Buôn bán', 'Nội trợ', 'Cán bộ', 'Thợ may', 'Thợ mộc', 'Thợ hồ',
        'Học sinh', 'Sinh viên', 'Y tá', 'Bác sĩ', 'Kỹ sư', 'Lái xe', 'Hưu trí', 'Tự do', 'Làm rẫy', 'Ngư dân', 'Công an', 'Thợ điện',
        'Kế toán', 'Làm vườn', 'Nghề nông', 'Tiểu thương', 'Già yếu', 'Còn nhỏ', 'Viên chức', 'Xã viên HTX', 'Thủ công', 'Thợ hàn',
        'Bộ đội xuất ngũ', 'Cán bộ hưu trí', 'Dược sĩ', 'Nhân viên', 'Làm thuê', 'Mua bán nhỏ', 'Lao động tự do', 'Chăn nuôi']
RELATIONS = ['Cha', 'Mẹ', 'Cha đẻ', 'Mẹ đẻ', 'Bố', 'Con', 'Con đẻ', 'Con nuôi', 'Ông nội', 'Bà nội', 'Ông ngoại', 'Bà ngoại', 'Anh ruột',
             'Chị ruột', 'Em ruột', 'Em gái', 'Em trai', 'Chú ruột', 'Bác ruột', 'Cô ruột', 'Cậu', 'Dì', 'Cháu nội', 'Cháu ngoại', 'Vợ',
             'Chồng', 'Con dâu', 'Con rể', 'Người giám hộ', 'Hàng xóm', 'Tổ trưởng', 'Trưởng thôn', 'Cháu ruột', 'Con trai', 'Con gái']
SHORT = ['Nam', 'Nữ', 'nam', 'nữ', 'NAM', 'NỮ', 'Kinh', 'Không', 'Có', 'Còn sống', 'Đã chết', 'Lần đầu', 'Lần thứ hai', 'Độc thân',
         'Chưa kết hôn', 'Đã ly hôn', 'Góa', 'Trai', 'Gái', '-nt-', 'nt', '"', '"  "', '-', '//', 'x', 'Không rõ', 'như trên', 'Như trên',
         'Quá hạn', 'Đúng hạn', 'Đăng ký lại', 'Bản chính', 'Bản sao', 'Già yếu', 'Bệnh già', 'Sinh đôi', 'Đẻ rơi', 'Tai nạn giao thông']
CAUSES = ['Bệnh già', 'Già yếu', 'Ung thư gan', 'Tai biến mạch máu não', 'Tai nạn giao thông', 'Đuối nước', 'Lao phổi', 'Suy tim', 'Sốt rét',
          'Cao huyết áp', 'Xơ gan', 'Suy hô hấp', 'Suy thận', 'Tuổi già', 'Bệnh tim', 'Nhồi máu cơ tim', 'Sốt xuất huyết', 'Không rõ nguyên nhân']
OFFICES = ['UBND', 'Ủy ban nhân dân', 'Uỷ ban nhân dân', 'Ban Tư pháp', 'Phòng Tư pháp', 'Sở Tư pháp', 'Tòa án nhân dân', 'Toà án', 'Công an',
           'CA', 'Trạm y tế', 'Bệnh viện', 'Nhà hộ sinh', 'Bệnh viện đa khoa', 'Hội đồng xã']
POSTS = ['Chủ tịch', 'Phó chủ tịch', 'Phó Chủ tịch', 'Cán bộ tư pháp', 'Công chức Tư pháp - Hộ tịch', 'Ủy viên thư ký', 'Trưởng ban tư pháp',
         'TM. UBND', 'KT. CHỦ TỊCH', 'Hộ lại', 'Lý trưởng', 'Trưởng công an xã']
MINORITY = ['Sùng A', 'Giàng A', 'Vàng A', 'Lò Văn', 'Lò Thị', 'Quàng Văn', 'Hà Văn', 'Bàn Văn', 'Triệu Thị', 'Y', 'H\'', 'Rơ Châm', 'Ksor',
            'Nay', 'A', 'Đinh', 'Rmah', 'Siu', 'K\'', 'Thạch', 'Sơn', 'Kim', 'Danh', 'Châu', 'Phàn A', 'Tẩn A', 'Ma Văn', 'Mùa A', 'Thào Thị']
MINORITY_GIVEN = ['Páo', 'Dính', 'Sử', 'Chứ', 'Lử', 'Phà', 'Mị', 'Pà', 'Bhơm', 'Wik', 'Blik', 'Hơ', 'Byă', 'Êban', 'Niê', 'Mlô', 'Kbuôr', 'Srai',
                  'Sóc Kha', 'Sà Rinh', 'Thươl', 'Phiên', 'Ỉu', 'Mẩy', 'Khé', 'Chẳn', 'Phin', 'Tủa', 'Vừ', 'Dợ', 'Xá', 'Lả', 'Pỏm', 'Thiêm', 'Brel', 'Jrai']
LATIN = ['Jean', 'Pierre', 'Marie', 'Maria', 'Anna', 'Giuse', 'Phêrô', 'Têrêsa', 'John', 'David', 'Smith', 'Martin', 'Dupont', 'Kim', 'Park', 'Chen',
         'Wang', 'Joseph', 'Paul', 'Thomas', 'Peter', 'Michael', 'Robert', 'Louis', 'Francois', 'Washington', 'Paris', 'Berlin', 'Tokyo']


def _rows(name):
    with open(os.path.join(DATA, name), encoding='utf8') as f:
        return [line.rstrip('\n').split('\t') for line in f][1:]


def number_words(n, thousand='nghìn'):
    """Vietnamese words of 0 <= n < 10000: 1975 -> một nghìn chín trăm bảy mươi lăm."""
    if n < 10:
        return DIGIT[n]
    if n < 100:
        tens, unit = divmod(n, 10)
        head = 'mười' if tens == 1 else DIGIT[tens] + ' mươi'
        tail = '' if unit == 0 else 'lăm' if unit == 5 else 'mốt' if unit == 1 and tens > 1 else 'tư' if unit == 4 and tens > 1 else DIGIT[unit]
        return (head + ' ' + tail).strip()
    if n < 1000:
        hundreds, rest = divmod(n, 100)
        return DIGIT[hundreds] + ' trăm' + ('' if rest == 0 else (' linh ' + DIGIT[rest] if rest < 10 else ' ' + number_words(rest)))
    thousands, rest = divmod(n, 1000)
    tail = '' if rest == 0 else ' ' + ('không trăm ' + (('linh ' if rest < 10 else '') + number_words(rest)) if rest < 100 else number_words(rest))
    return DIGIT[thousands] + ' ' + thousand + tail


class Texts:
    """A source of texts; one random generator, so a seed gives the same texts again."""

    def __init__(self, rng=None, real=()):
        self.rng = rng or random.Random()
        self.real = list(real)
        parts = {}
        for part in ('surnames', 'middle_names', 'given_names'):
            with open(os.path.join(DATA, 'names', part + '_uit2016.tsv'), encoding='utf8') as f:
                rows = [line.rstrip('\n').split('\t') for line in f]
            rows = [(r[0], int(r[1])) for r in rows if len(r) > 1 and r[1].isdigit()]
            # The square root of the counts: rare names must be seen too.
            parts[part] = ([r[0] for r in rows], [r[1] ** .5 for r in rows])
        self.parts = parts
        self.wards = _rows('places/wards_pre20250701.tsv')
        self.wards_now = _rows('places/wards_current.tsv')
        self.old = [r[0] for r in _rows('places/historical_provinces.tsv')]
        self.ethnic = []
        for row in _rows('names/ethnic_groups_54.tsv'):
            self.ethnic += [row[1]] + (row[2].split(',') if len(row) > 2 and row[2] else [])
        with open(os.path.join(DATA, 'words/syllables_plausible.txt'), encoding='utf8') as f:
            self.syllables = [line.strip() for line in f if line.strip()]

    def _part(self, part):
        names, weights = self.parts[part]
        return self.rng.choices(names, weights)[0]

    def name(self):
        rng = self.rng
        r = rng.random()
        if r < .06:
            text = rng.choice(MINORITY) + ' ' + rng.choice(MINORITY_GIVEN)
        elif r < .09:
            text = ' '.join(rng.choices(LATIN, k=rng.randint(1, 3)))
        elif r < .25:
            # Names of any syllables: the reader must not learn only frequent ones.
            text = self._part('surnames') + ' ' + ' '.join(s.capitalize() for s in rng.choices(self.syllables, k=rng.randint(1, 2)))
        else:
            middle = ' '.join(self._part('middle_names') for _ in range(rng.choices([0, 1, 2], [1, 6, 2])[0]))
            text = ' '.join([self._part('surnames'), middle, self._part('given_names')])
        return text

    def year(self):
        return self.rng.choice([self.rng.randint(1900, 2025), self.rng.randint(1940, 2010)])

    def date(self):
        rng = self.rng
        d, m, y = rng.randint(1, 31), rng.randint(1, 12), self.year()
        r = rng.random()
        if r < .4:
            sep = rng.choice(['/', '/', '/', '-', '.', ' / ', ' - '])
            day, month = (str(d), str(m)) if rng.random() < .4 else ('%02d' % d, '%02d' % m)
            return day + sep + month + sep + (str(y) if rng.random() < .85 else '%02d' % (y % 100))
        if r < .62:
            form = rng.choice(['ngày %s tháng %s năm %s', 'Ngày %s tháng %s năm %s', 'Ngày %s, tháng %s, năm %s', 'ngày %s/%s/%s', '%s tháng %s năm %s'])
            zero = rng.random() < .5
            return form % ('%02d' % d if zero else d, '%02d' % m if zero else m, y)
        if r < .9:
            thousand = rng.choice(['nghìn', 'nghìn', 'ngàn'])
            day = number_words(d) if d > 10 else rng.choice(['mùng ', 'mồng ', '', '']) + number_words(d)
            words = [day, MONTH[m - 1] if m != 1 or rng.random() < .5 else 'một', number_words(y, thousand)]
            if rng.random() < .25:
                return words[2] if rng.random() < .5 else 'năm ' + words[2]
            form = rng.choice(['ngày %s tháng %s năm %s', 'Ngày %s, tháng %s, năm %s', '%s tháng %s năm %s', 'Ngày %s tháng %s'])
            return form % tuple(words[:form.count('%s')])
        return rng.choice([str(y), 'năm %d' % y, 'Năm %d' % y, 'tháng %d/%d' % (m, y), '%02d giờ %02d phút' % (rng.randint(0, 23), rng.randint(0, 59)),
                           '%dh%02d' % (rng.randint(0, 23), rng.randint(0, 59)), '%d tuổi' % rng.randint(1, 99)])

    def _unit(self, full):
        """Short and long forms of a unit: Phường 5 -> P.5, Thành phố Huế -> TP Huế."""
        rng = self.rng
        r = rng.random()
        for kind, shorts in (('Thành phố', ['TP', 'TP.', 'Tp', 'T.P', 'thành phố', 'Tp.']), ('Phường', ['P.', 'P', 'phường', 'F']), ('Quận', ['Q.', 'Q', 'quận']),
                             ('Huyện', ['H.', 'H', 'huyện']), ('Xã', ['X.', 'xã', 'X']), ('Thị trấn', ['TT', 'TT.', 'thị trấn', 'T.T']),
                             ('Thị xã', ['TX', 'TX.', 'thị xã']), ('Tỉnh', ['T.', 'tỉnh', 'tỉnh'])):
            if full.startswith(kind + ' '):
                rest = full[len(kind) + 1:]
                if r < .35:
                    return full
                if r < .65 and not rest.isdigit():
                    return rest
                return rng.choice(shorts) + ' ' + rest
        return full

    def place(self):
        rng = self.rng
        r = rng.random()
        if r < .75:
            row = rng.choice(self.wards)
            units = [row[1], row[3], row[5]]
        elif r < .9:
            row = rng.choice(self.wards_now)
            units = [row[2], row[4]]
        else:
            units = [' '.join(s.capitalize() for s in rng.choices(self.syllables, k=2)), rng.choice(self.old)]
        units = [self._unit(u) for u in units[-rng.randint(1, len(units)):]]
        if rng.random() < .35:
            s1, s2 = (s.capitalize() for s in rng.choices(self.syllables, k=2))
            n = rng.randint(1, 400)
            units.insert(0, rng.choice(['Thôn %s %s' % (s1, s2), 'Xóm %d' % (n % 20 + 1), 'Tổ %d' % (n % 80 + 1), 'Ấp %s %s' % (s1, s2), 'Bản %s %s' % (s1, s2),
                                        'Khu phố %d' % (n % 12 + 1), 'Số %d %s %s' % (n, s1, s2), '%d/%d %s %s' % (n, n % 37 + 1, s1, s2), 'Làng %s' % s1,
                                        'số %d đường %s %s' % (n, s1, s2), 'Đội %d' % (n % 14 + 1), '%d %s' % (n, self.name()), 'Buôn %s' % s1]))
        return rng.choice([', ', ', ', ' , ', ' - ', ' – ' if rng.random() < .2 else ',', ' ', '-']).join(units)

    def number(self):
        rng = self.rng
        n, y = rng.randint(1, 400), self.year()
        digits = ''.join(rng.choices('0123456789', k=12))
        return rng.choice([str(n), '%02d' % (n % 100), '%03d' % n, 'Số %d' % n, 'Số: %02d/%d' % (n % 100, y), '%d/%d' % (n, y), '%02d/%d' % (n % 60, y),
                           '%d/KS' % n, '%d/%d/KS' % (n, y), 'TP/HT-%d-A%d' % (y, n % 9 + 1), 'TP/HT-%d-KS.%d' % (y, n % 3 + 1), '%d/QĐ-UBND' % n, 'Quyển số %02d/%d' % (n % 12 + 1, y),
                           digits[:9], digits[:9], digits, digits, '%s %s %s' % (digits[:3], digits[3:6], digits[6:9]), digits[:6], digits[:8], 'B %s' % digits[:7],
                           'Quyển số: %d' % (n % 12 + 1), 'Số %d Quyển %d' % (n, n % 9 + 1), '%s.%s.%s' % (digits[:3], digits[3:6], digits[6:9]), 'trang %d' % (n % 200),
                           rng.choice('ABCDEGHKLMN') + digits[:rng.randint(5, 8)], '%d°' % n, '№ %d' % n, number_words(n).capitalize(), '§ %d' % n, '[%d]' % n, '%d%%' % (n % 101)])

    def document(self):
        rng = self.rng
        digits = ''.join(rng.choices('0123456789', k=12))
        office = rng.choice(['CA ', 'Công an ', 'Cục CS ', 'CA tỉnh ', 'UBND ']) + self._unit(rng.choice(self.wards)[5])
        return rng.choice(['CMND số ' + digits[:9], 'CCCD số ' + digits, 'CMND ' + digits[:9] + ' ' + office, 'Hộ chiếu số ' + rng.choice('ABCN') + digits[:7], 'Giấy CNKH số %s' % digits[:2],
                           'Số CMND: %s cấp ngày %s' % (digits[:9], self.date()), '%s cấp tại %s' % (digits[:9], office), 'Giấy chứng sinh số %s' % digits[:3],
                           'Số định danh: ' + digits, office, 'Căn cước số %s' % digits, 'Giấy báo tử số %s/%d' % (digits[:2], self.year()), 'Sổ hộ khẩu số ' + digits[:6]])

    def note(self):
        rng = self.rng
        n = rng.randint(1, 300)
        return rng.choice([
            'Cải chính họ tên từ %s thành %s' % (self.name(), self.name()), 'Cải chính ngày sinh: %s' % self.date(), 'Theo QĐ số %d ngày %s' % (n, self.date()),
            'Đã chết %s' % self.date(), 'Kết hôn với %s' % self.name(), 'Nhận con nuôi theo Quyết định số %d/QĐ-UBND' % n, 'Bổ sung dân tộc %s' % rng.choice(self.ethnic),
            'Bản án ly hôn số %d/%d/HNGĐ-ST của TAND %s' % (n, self.year(), self._unit(rng.choice(self.wards)[3])), 'Đăng ký lại theo NĐ 158', 'Đã cấp bản sao', 'Ông %s nhận là cha' % self.name(),
            '%s tại %s' % (rng.choice(CAUSES), self.place()), 'Người đi khai: %s' % self.name(), '%s %s' % (rng.choice(OFFICES), self.place()), '%s %s' % (rng.choice(POSTS), self.name()),
            '%s, sinh năm %d' % (self.name(), self.year()), '%s - %s' % (self.name(), rng.choice(JOBS)), 'Có xác nhận của %s (%s)' % (rng.choice(OFFICES), self.name()),
            'Số %d; quyển %d; năm %d' % (n, n % 10 + 1, self.year()), 'Thay đổi từ "%s" thành "%s"' % (self.name(), self.name()), 'Hủy bỏ! Ghi lại ở số %d?' % n, '* Xem trang %d #%d' % (n, n % 9),
            rng.choice(CAUSES), rng.choice(OFFICES) + ' ' + self._unit(rng.choice(self.wards)[1])])

    def free(self):
        """Syllables without sense: what is read must come from the ink."""
        rng = self.rng
        words = rng.choices(self.syllables, k=rng.choices([1, 2, 3, 4, 5, 7], [4, 4, 4, 3, 2, 1])[0])
        style = rng.random()
        if style < .35:
            words = [w.capitalize() for w in words]
        elif style < .45:
            words = [w.upper() for w in words]
        if rng.random() < .15:
            words.insert(rng.randint(0, len(words)), rng.choice(['%d', '(%d)', '%d/', 'A%d', '%d,', '%d.']) % rng.randint(0, 2100))
        return ' '.join(words)

    def line(self, short=False):
        """(kind, text), 1 to 60 known characters. `short` prefers a few words (the start of training)."""
        rng = self.rng
        kinds = {'name': 22, 'date': 20, 'place': 24, 'number': 9, 'document': 4, 'note': 7, 'free': 12, 'short': 3, 'ethnic': 3, 'nation': 1, 'job': 2, 'relation': 2,
                 'real': 8 if self.real else 0}
        kind = rng.choices(list(kinds), list(kinds.values()))[0]
        text = {'name': self.name, 'date': self.date, 'place': self.place, 'number': self.number, 'document': self.document, 'note': self.note, 'free': self.free,
                'short': lambda: rng.choice(SHORT), 'ethnic': lambda: rng.choice(self.ethnic), 'nation': lambda: rng.choice(NATIONS), 'job': lambda: rng.choice(JOBS),
                'relation': lambda: rng.choice(RELATIONS), 'real': lambda: rng.choice(self.real)}[kind]()
        style = rng.random()
        if kind == 'name':
            text = text.upper() if style < .4 else text
        elif kind not in ('number', 'short', 'free'):
            if style < .06:
                text = text.upper()
            elif style < .2:
                text = ' '.join(''.join(c if c not in ',.;:' else ' ' for c in text).split()).title()
            elif style < .25:
                text = text.lower()
        words = nfc(''.join(c for c in text if c in INDEX)).split(' ')
        if short and len(words) > 2:
            start = rng.randint(0, len(words) - 2)
            words = words[start:start + rng.randint(1, 3)]
        while len(' '.join(words)) > 60:
            words.pop(rng.choice([0, -1]))
        text = ' '.join(words)
        return (kind, text) if text else self.line(short)
