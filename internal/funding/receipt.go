package funding

import (
	"fmt"
	"io"
	"strings"
)

// newReceipt draws a receipt: three words and a number from 10 to 99, 30.5 bits. That is enough to be told apart within
// a round, where receipts are unique; it opens nothing, so it need not be hard to guess.
func newReceipt(random io.Reader) (string, error) {
	var b [4]byte
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", fmt.Errorf("receipt: %w", err)
		}
		if b[3] < 180 { // two whole turns of 90, so that every number is as likely
			break
		}
	}
	return fmt.Sprintf("%s-%s-%s-%d", receiptWords[b[0]], receiptWords[b[1]], receiptWords[b[2]], 10+b[3]%90), nil
}

// receiptWords are 256 short words for things that can be seen or held: easy to read out, spell and remember, none
// with a second meaning that anybody minds.
var receiptWords = strings.Fields(`
acorn almond amber anchor apple apricot arrow autumn badge badger baker balloon banjo barley basil basket
beach bean beaver bell berry bicycle birch biscuit blanket blossom bonnet bottle bramble bread breeze
bridge bronze brook broom bubble bucket bunny butter button cabin cactus camel candle canoe carrot castle
cedar cello chalk cherry chestnut circle cloud clover cobble comet compass copper coral cotton crayon
cricket crystal cuckoo curtain daisy dancer dawn denim diamond dolphin donkey dragon drum duckling eagle
easel elder ember engine fabric falcon feather fern fiddle field finch fir flag flame flannel flint flute
forest fox frost garden garlic gecko ginger globe goose granite grape gravel hammer hamster harbour harp
harvest hazel heather hedge heron honey hoop horse ivory ivy jacket jasmine jelly jigsaw jumper kettle
kite kitten ladder lagoon lantern lark lavender leaf lemon lentil lilac lily linen lion locket lotus
magnet mango maple marble meadow melon mint mirror mitten moon mosaic moss muffin mussel nettle nutmeg
oak oasis oatmeal ocean olive onion orange orchard otter oyster paddle panda paper parrot parsley pastry
peach peanut pear pebble pencil penguin pepper petal pigeon pillow pine planet plum pocket pond poppy
potato puddle puffin pumpkin puppet quilt rabbit radish rainbow raven ribbon river robin rocket rose
saddle saffron sail salmon sandal scarf seagull shell silver slipper snowdrop sparrow spinach spruce
squirrel star stone summer sunrise swallow swan tablet teapot thimble thistle thunder tiger timber toast
tomato topaz trumpet tulip turnip turtle valley velvet violet walnut walrus whale whistle willow window
winter wizard woodland wren yellow zebra zipper
`)
