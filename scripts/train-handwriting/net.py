"""The reader: a residual convolutional network with a CTC output every 4 pixels. Input [n, 1, 48, w], output log
probabilities [n, ceil(w / 4), CLASSES].

Dense convolutions only: on CPUs with bfloat16 matrix units they train far faster than depthwise or recurrent layers.
"""
import torch.nn as nn
import torch.nn.functional as F

from charset import CLASSES


class Step(nn.Sequential):
    def __init__(self, i, o, kernel, stride, padding):
        super().__init__(nn.Conv2d(i, o, kernel, stride, padding, bias=False), nn.BatchNorm2d(o), nn.ReLU(True))


class Residual(nn.Module):
    def __init__(self, c, kernel, dilation=1, drop=0.0):
        super().__init__()
        padding = (kernel[0] // 2, kernel[1] // 2 * dilation)
        self.body = nn.Sequential(nn.Conv2d(c, c, kernel, 1, padding, (1, dilation), bias=False), nn.BatchNorm2d(c), nn.ReLU(True),
                                  nn.Conv2d(c, c, kernel, 1, padding, (1, dilation), bias=False), nn.BatchNorm2d(c))
        # Whole channels are dropped: cheap, and it does not disturb the batch norm as single values would.
        self.drop = nn.Dropout2d(drop)

    def forward(self, x):
        return F.relu(x + self.drop(self.body(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.eye = nn.Sequential(
            Step(1, 32, 5, 2, 2),                      # 24 rows, w/2
            Step(32, 64, 3, 2, 1),                     # 12 rows, w/4
            Residual(64, (3, 3)),
            Step(64, 128, 3, (2, 1), 1),               # 6 rows
            Residual(128, (3, 3)), Residual(128, (3, 3)),
            Step(128, 256, 3, (2, 1), 1),              # 3 rows
            Step(256, 320, 3, 1, (0, 1)))              # 1 row
        self.context = nn.Sequential(*[Residual(320, (1, 5), d, .1) for d in (1, 2, 4)])
        self.head = nn.Sequential(nn.Dropout2d(.1), nn.Conv2d(320, CLASSES, 1))

    def features(self, x):
        """What the last layer sees, [n, 320, 1, ceil(w / 4)]."""
        return self.context(self.eye(x))

    def forward(self, x):
        scores = self.head(self.features(x))
        return F.log_softmax(scores.float().squeeze(2).transpose(1, 2), 2)
