// Puts the calls of netmap_hooks.h into a driver. The functions are those that drivers/*.c name for their probes; build gives them with
// -D, and a rule whose function is not given does nothing. Spatch says nothing when a rule has matched nowhere: build counts.

@started@
identifier virtual.configure;
expression priv;
@@
  configure(priv, ...);
+ netmap_started(priv);

@stands_still@
identifier virtual.standstill;
expression priv;
@@
  standstill(priv, ...);
+ netmap_stands_still(priv);

@stands_still_value@
identifier virtual.standstill_value;
expression priv;
@@
- standstill_value(priv)
+ netmap_stands_still_value(priv, standstill_value(priv))

@stopping@
identifier virtual.down;
expression priv;
@@
+ netmap_stopping(priv);
  down(priv, ...);

@stopped@
identifier virtual.emptied;
expression priv;
@@
  emptied(priv, ...);
+ netmap_stopped(priv);

@cleans_tx@
identifier virtual.clean_tx;
expression ring;
@@
- clean_tx(ring)
+ (netmap_cleans_tx(ring->adapter) || clean_tx(ring))
