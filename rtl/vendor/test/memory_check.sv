// Checks the two ports of a memory against an array and the expected contents of each stage.
module memory_check #(
    parameter int Kind,  // 0 spram, 1 sdpram, 2 tdpram, 3 dpdistram, 4 sprom, 5 dprom
    parameter int Latency,
    parameter string Mode = "read_first",
    parameter bit Independent = 1'b0
) (
    input logic clk,
    output int checks,
    output int errors
);
  localparam string Clocks = Independent ? "independent_clock" : "common_clock";
  logic [3:0] aa = 0, ab = 0;
  logic [15:0] da = 0, db = 0, qa, qb;
  logic [1:0] wa = 0, wb = 0;
  logic ea = 0, eb = 0, ra = 0, rb = 0, ca = 0, cb = 0;
  if (Kind == 0) begin : gen_spram
    xpm_memory_spram #(.ADDR_WIDTH_A(4), .BYTE_WRITE_WIDTH_A(8), .MEMORY_SIZE(256), .READ_DATA_WIDTH_A(16), .WRITE_DATA_WIDTH_A(16), .READ_LATENCY_A(Latency), .WRITE_MODE_A(Mode)) u (
        .clka(clk), .addra(aa), .dina(da), .douta(qa), .ena(ea), .regcea(ca), .rsta(ra), .wea(wa), .sleep(1'b0), .injectsbiterra(1'b0), .injectdbiterra(1'b0), .sbiterra(), .dbiterra());
  end else if (Kind == 1) begin : gen_sdpram
    xpm_memory_sdpram #(.ADDR_WIDTH_A(4), .ADDR_WIDTH_B(4), .BYTE_WRITE_WIDTH_A(8), .MEMORY_SIZE(256), .READ_DATA_WIDTH_B(16), .WRITE_DATA_WIDTH_A(16), .READ_LATENCY_B(Latency), .CLOCKING_MODE(Clocks)) u (
        .clka(clk), .clkb(clk), .addra(aa), .addrb(ab), .dina(da), .doutb(qb), .ena(ea), .enb(eb), .regceb(cb), .rstb(rb), .wea(wa), .sleep(1'b0), .injectsbiterra(1'b0), .injectdbiterra(1'b0), .sbiterrb(), .dbiterrb());
  end else if (Kind == 2) begin : gen_tdpram
    xpm_memory_tdpram #(.ADDR_WIDTH_A(4), .ADDR_WIDTH_B(4), .BYTE_WRITE_WIDTH_A(8), .BYTE_WRITE_WIDTH_B(8), .MEMORY_SIZE(256), .READ_DATA_WIDTH_A(16), .READ_DATA_WIDTH_B(16), .WRITE_DATA_WIDTH_A(16), .WRITE_DATA_WIDTH_B(16),
        .READ_LATENCY_A(Latency), .READ_LATENCY_B(Latency), .WRITE_MODE_A(Mode), .WRITE_MODE_B(Mode), .CLOCKING_MODE(Clocks)) u (
        .clka(clk), .clkb(clk), .addra(aa), .addrb(ab), .dina(da), .dinb(db), .douta(qa), .doutb(qb), .ena(ea), .enb(eb), .regcea(ca), .regceb(cb), .rsta(ra), .rstb(rb), .wea(wa), .web(wb),
        .sleep(1'b0), .injectsbiterra(1'b0), .injectdbiterra(1'b0), .injectsbiterrb(1'b0), .injectdbiterrb(1'b0), .sbiterra(), .dbiterra(), .sbiterrb(), .dbiterrb());
  end else if (Kind == 3) begin : gen_dpdistram
    xpm_memory_dpdistram #(.ADDR_WIDTH_A(4), .ADDR_WIDTH_B(4), .BYTE_WRITE_WIDTH_A(8), .MEMORY_SIZE(256), .READ_DATA_WIDTH_A(16), .READ_DATA_WIDTH_B(16), .WRITE_DATA_WIDTH_A(16), .READ_LATENCY_A(Latency), .READ_LATENCY_B(Latency), .CLOCKING_MODE(Clocks)) u (
        .clka(clk), .clkb(clk), .addra(aa), .addrb(ab), .dina(da), .douta(qa), .doutb(qb), .ena(ea), .enb(eb), .regcea(ca), .regceb(cb), .rsta(ra), .rstb(rb), .wea(wa));
  end else if (Kind == 4) begin : gen_sprom
    xpm_memory_sprom #(.ADDR_WIDTH_A(4), .MEMORY_SIZE(256), .READ_DATA_WIDTH_A(16), .READ_LATENCY_A(Latency), .MEMORY_INIT_FILE("words.mem")) u (
        .clka(clk), .addra(aa), .douta(qa), .ena(ea), .regcea(ca), .rsta(ra), .sleep(1'b0), .injectsbiterra(1'b0), .injectdbiterra(1'b0), .sbiterra(), .dbiterra());
  end else begin : gen_dprom
    xpm_memory_dprom #(.ADDR_WIDTH_A(4), .ADDR_WIDTH_B(4), .MEMORY_SIZE(256), .READ_DATA_WIDTH_A(16), .READ_DATA_WIDTH_B(16), .READ_LATENCY_A(Latency), .READ_LATENCY_B(Latency), .MEMORY_INIT_FILE("words.mem")) u (
        .clka(clk), .clkb(clk), .addra(aa), .addrb(ab), .douta(qa), .doutb(qb), .ena(ea), .enb(eb), .regcea(ca), .regceb(cb), .rsta(ra), .rstb(rb), .sleep(1'b0),
        .injectsbiterra(1'b0), .injectdbiterra(1'b0), .injectsbiterrb(1'b0), .injectdbiterrb(1'b0), .sbiterra(), .dbiterra(), .sbiterrb(), .dbiterrb());
  end
  localparam bit ReadsA = Kind != 1;
  localparam bit ReadsB = Kind != 0 && Kind != 4;
  localparam bit WritesA = Kind < 4;
  localparam bit WritesB = Kind == 2;

  logic [15:0] memory[16];
  logic [15:0] stage[2][8];  // expected output of each stage of a port in this cycle
  bit known[2][8];
  bit enabled[2][8];  // [p][i]: port p's enable i cycles ago
  initial begin
    for (int i = 0; i < 16; i++) memory[i] = WritesA ? 16'h0 : 16'(i * 257 + 4096);  // words.mem
    for (int p = 0; p < 2; p++)
      for (int i = 0; i < 8; i++) begin
        known[p][i] = 0;
        enabled[p][i] = 0;
      end
  end
  always @(posedge clk) begin
    for (int p = 0; p < 2; p++) begin
      automatic logic [15:0] old = memory[p == 0 ? aa : ab];
      automatic logic [15:0] merged = old, seen = p == 0 ? qa : qb;
      automatic bit e = p == 0 ? ea : eb, r = p == 0 ? ra : rb, c = p == 0 ? ca : cb;
      automatic logic [1:0] w = (p == 0 ? WritesA : WritesB) ? (p == 0 ? wa : wb) : 2'b00;
      if (w[0]) merged[7:0] = p == 0 ? da[7:0] : db[7:0];
      if (w[1]) merged[15:8] = p == 0 ? da[15:8] : db[15:8];
      if (p == 0 ? ReadsA : ReadsB) begin
        checks++;
        if (Latency == 0 ? seen != old : known[p][Latency-1] && seen != stage[p][Latency-1]) begin
          errors++;
          if (errors == 1) $display("memory_check, kind %0d, latency %0d, %s, port %0d: found %h", Kind, Latency, Mode, p, seen);
        end
      end
      // The stages, from the last to the first.
      if (Latency > 1) begin
        if (r || c) begin
          stage[p][Latency-1] = r ? '0 : stage[p][Latency-2];
          known[p][Latency-1] = r || known[p][Latency-2];
        end
        for (int i = Latency - 2; i > 0; i--)
          if (enabled[p][i]) begin
            stage[p][i] = stage[p][i-1];
            known[p][i] = known[p][i-1];
          end
      end
      if (e && !(Mode == "no_change" && w != 0)) begin
        stage[p][0] = Mode == "write_first" ? merged : old;
        known[p][0] = 1;
      end
      if (Latency == 1 && r) begin
        stage[p][0] = '0;
        known[p][0] = 1;
      end
      for (int i = 7; i > 1; i--) enabled[p][i] = enabled[p][i-1];
      enabled[p][1] = e;
    end
    if (WritesA && ea && wa[0]) memory[aa][7:0] = da[7:0];
    if (WritesA && ea && wa[1]) memory[aa][15:8] = da[15:8];
    if (WritesB && eb && wb[0]) memory[ab][7:0] = db[7:0];
    if (WritesB && eb && wb[1]) memory[ab][15:8] = db[15:8];
    aa <= 4'($urandom);
    da <= 16'($urandom);
    db <= 16'($urandom);
    wa <= 2'($urandom);
    // Both ports may write one word: port B's bytes are expected to stay, as weir_xpm_memory states.
    ab <= 4'($urandom);
    wb <= 2'($urandom) & 2'($urandom);
    {ea, eb, ca, cb} <= 4'($urandom) | 4'($urandom);
    {ra, rb} <= 2'($urandom) & 2'($urandom) & 2'($urandom);
  end
endmodule
